//! The list of commands that a window may call, declared once: [`call`] and the TypeScript map come from it.

pub mod account;
pub mod answers;
pub mod approvals;
pub mod casework;
pub mod centre;
pub mod customers;
pub mod deadlines;
mod error;
pub mod evidence;
#[cfg(test)]
mod export;
pub mod figures;
pub mod orders;
pub mod placing;
pub mod quarantine;
pub mod types;
pub mod what_if;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Desk;
use crate::figures::BehindBar;
use crate::search::{FindAnswer, Hit};
use crate::usecases::{
    account as about_account, answers as about_answers, approvals as about_approvals, casework as about_cases,
    centre as about_centre, customers as about_customers, deadlines as about_deadlines, documents,
    evidence as about_evidence, figures as about_figures, finding, orders as about_orders, pages, personal,
    placing as about_placing, quarantine as about_quarantine, take, undo, what_if as about_what_if,
};
use account::*;
use answers::*;
use approvals::*;
use casework::*;
use centre::*;
use customers::*;
use deadlines::*;
use evidence::*;
use figures::*;
use orders::*;
use placing::*;
use quarantine::*;
use types::*;
use what_if::*;

fn arguments<T: DeserializeOwned>(args: Value) -> Result<T, CallError> {
    serde_path_to_error::deserialize(args).map_err(|error| {
        let path = error.path().to_string();
        let message = error.inner().to_string();
        let fault = CallError::of(CallCode::BadInput).with("message", message);
        if path == "." { fault } else { fault.at(path) }
    })
}

fn answer<T: Serialize>(value: &T) -> Result<Value, CallError> {
    serde_json::to_value(value).map_err(|_| CallError::of(CallCode::Store))
}

macro_rules! commands {
    ($($name:ident: $args:ty => $answer:ty = $run:path;)+) => {
        /// The names of all commands.
        pub const COMMANDS: &[&str] = &[$(stringify!($name)),+];

        /// Runs a command by its name.
        ///
        /// # Errors
        /// A [`CallError`]; `unknown_command` for a name that is not in [`COMMANDS`].
        pub async fn call(desk: &Desk, name: &str, args: Value) -> Result<Value, CallError> {
            admit(desk, name).await?;
            let _open = match GOES_OUT.contains(&name) {
                true => None,
                false => Some(desk.centre().gate.read().await),
            };
            match name {
                $(stringify!($name) => {
                    let args: $args = arguments(args)?;
                    let given: $answer = $run(desk, args).await?;
                    answer(&given)
                })+
                _ => Err(CallError::of(CallCode::UnknownCommand).with("name", name)),
            }
        }

        /// The TypeScript interface of all commands, and the types that it names.
        #[cfg(test)]
        fn command_map(config: &ts_rs::Config) -> (String, Vec<export::Export>) {
            let mut map = String::from("export interface CommandMap {\n");
            let mut exports: Vec<export::Export> = Vec::new();
            $(
                map.push_str(&format!(
                    "  {}: {{ args: {}; answer: {} }};\n",
                    stringify!($name),
                    <$args as ts_rs::TS>::name(config),
                    <$answer as ts_rs::TS>::name(config),
                ));
                exports.push(export::of::<$args>());
                exports.push(export::of::<$answer>());
            )+
            map.push_str("}\n");
            (map, exports)
        }
    };
}

commands! {
    app_info: Nothing => AppInfo = pages::app_info;
    set_settings: SetSettings => Settings = pages::set_settings;
    find: Find => FindAnswer = finding::find;
    recent_customers: Nothing => Vec<Hit> = pages::recent_customers;
    open_customer: ById => CustomerPage = pages::open_customer;
    customer_history: ById => CustomerHistory = pages::customer_history;
    new_customer: Nothing => NewCustomerPage = about_customers::new_customer;
    check_customer: CheckCustomerArgs => CustomerCheck = about_customers::check_customer;
    register_customer: RegisterCustomerArgs => CustomerTaken = about_customers::register_customer;
    amend_customer: AmendCustomerArgs => CustomerTaken = about_customers::amend_customer;
    accept_terms: AcceptTermsArgs => CustomerTaken = about_customers::accept_terms;
    weigh_erasure: ById => ErasurePage = personal::weigh_erasure;
    erase_customer: ById => ErasureTaken = personal::erase_customer;
    orders: OrdersArgs => OrdersPage = about_orders::orders;
    open_order: ByNumber => OrderPage = pages::open_order;
    cases: CasesArgs => CasesPage = about_cases::cases;
    open_case: ByNumber => CasePage = about_cases::open_case;
    new_case: NewCaseArgs => NewCasePage = about_cases::new_case;
    start_case: StartCaseArgs => CaseTaken = about_cases::start_case;
    on_case: OnCaseArgs => CaseTaken = about_cases::on_case;
    answers: AnswersArgs => AnswersPage = about_answers::answers;
    compose_answer: ComposeArgs => ComposedAnswer = about_answers::compose_answer;
    strays: StraysArgs => StraysPage = about_quarantine::strays;
    open_stray: ByNumber => StrayPage = about_quarantine::open_stray;
    put_aside: PutAsideArgs => StrayTaken = about_quarantine::put_aside;
    on_stray: OnStrayArgs => StrayTaken = about_quarantine::on_stray;
    draft: DraftPlace => Option<String> = about_cases::draft;
    keep_draft: KeepDraftArgs => DraftKept = about_cases::keep_draft;
    preview: PreviewArgs => Preview = take::preview;
    take: TakeArgs => Taken = take::take;
    undo: UndoArgs => Undone = undo::undo;
    open_account: ById => AccountPage = about_account::open_account;
    preview_account: PreviewAccountArgs => AccountPreview = about_account::preview_account;
    take_account: TakeAccountArgs => AccountTaken = about_account::take_account;
    new_order: ById => NewOrderPage = about_placing::new_order;
    preview_order: PreviewOrderArgs => OrderPreview = about_placing::preview_order;
    place_order: PlaceOrderArgs => Placed = about_placing::place_order;
    lay_file: LayFile => LaidFile = about_evidence::lay_file;
    evidence_file: EvidenceArgs => EvidenceFile = about_evidence::evidence_file;
    gather_evidence: GatherArgs => Gathered = about_evidence::gather_evidence;
    document_pages: DocumentArgs => DocumentPages = documents::pages;
    terms: ById => TermsText = pages::terms;
    recent_history: Limit => Vec<TimelineEntry> = pages::recent_history;
    sync_state: Nothing => SyncState = about_centre::sync_state;
    queue: Nothing => Queue = about_centre::queue;
    approvals: Nothing => Vec<Approval> = about_approvals::approvals;
    deadlines: Nothing => Deadlines = about_deadlines::deadlines;
    figures: FiguresArgs => FiguresStep = about_figures::figures;
    what_if: WhatIfArgs => WhatIfStep = about_what_if::what_if;
    behind_figure: BehindArgs => BehindBar = about_figures::behind_figure;
    attention: Nothing => Vec<AttentionItem> = about_centre::attention;
    resolve: ResolveArgs => Resolved = about_centre::resolve;
    enrol: EnrolArgs => SyncState = about_centre::enrol;
    sign_in: SignInArgs => SyncState = about_centre::sign_in;
    sign_in_ways: Nothing => SignInWays = about_centre::sign_in_ways;
    company_begin: CompanyBeginArgs => CompanyPage = about_centre::company_begin;
    company_finish: CompanyFinishArgs => SyncState = about_centre::company_finish;
    company_cancel: Nothing => SyncState = about_centre::company_cancel;
    sign_out: Nothing => SyncState = about_centre::sign_out;
    lock: Nothing => SyncState = about_centre::lock;
    unlock: UnlockArgs => SyncState = about_centre::unlock;
    present: Nothing => SyncState = about_centre::present;
    sync_now: Nothing => SyncState = about_centre::sync_now;
    search_at_centre: SearchAtCentre => FindAnswer = about_centre::search_at_centre;
    centre_settings: Nothing => CentreSettings = about_centre::centre_settings;
    set_centre_settings: SetCentreSettings => CentreSettings = about_centre::set_centre_settings;
}

/// What is answered also where the desk is locked.
const WHEN_LOCKED: &[&str] = &["app_info", "sync_state", "unlock"];
/// What is answered also where the centre took this desk's seat away.
const WHEN_REVOKED: &[&str] = &["sync_state", "sync_now"];
/// What shows that the agent is there. Reading shows nothing, since a window reads again by itself whenever something
/// changes: while its agent reads or scrolls it says `present`.
const BY_HAND: &[&str] = &[
    "present",
    "take",
    "take_account",
    "place_order",
    "start_case",
    "on_case",
    "put_aside",
    "on_stray",
    "keep_draft",
    "register_customer",
    "amend_customer",
    "accept_terms",
    "erase_customer",
    "lay_file",
    "undo",
    "resolve",
    "enrol",
    "sign_in",
    "company_begin",
    "company_finish",
    "unlock",
    "sync_now",
    "search_at_centre",
    "set_settings",
    "set_centre_settings",
    "document_pdf",
    "save_table",
    "save_customer_data",
];
/// What waits for the centre and takes care by itself that nobody replaces the file meanwhile.
const GOES_OUT: &[&str] = &[
    "enrol",
    "sign_in",
    "sign_in_ways",
    "company_begin",
    "company_finish",
    "company_cancel",
    "sign_out",
    "sync_now",
    "search_at_centre",
    "evidence_file",
    "gather_evidence",
    "erase_customer",
];

/// Whether the desk may be asked this now.
async fn admit(desk: &Desk, name: &str) -> Result<(), CallError> {
    let is_revoked = desk.standing() == guichet_sync::replica::Standing::Revoked;
    if is_revoked && !WHEN_REVOKED.contains(&name) {
        return Err(CallError::of(CallCode::DeviceRevoked));
    }
    match desk.attend(BY_HAND.contains(&name)).await {
        Err(error) if error.code == CallCode::Locked && WHEN_LOCKED.contains(&name) => Ok(()),
        other => other,
    }
}

/// A document as a PDF, with the name that its file should have.
///
/// # Errors
/// [`CallCode::NotFound`], [`CallCode::BadInput`] for an unknown kind, [`CallCode::Document`].
pub async fn document_pdf(
    desk: &Desk,
    kind: &str,
    number: &str,
    language: Option<&str>,
) -> Result<(String, Vec<u8>), CallError> {
    admit(desk, "document_pdf").await?;
    let _open = desk.centre().gate.read().await;
    let args = serde_json::json!({ "kind": kind, "number": number, "language": language });
    documents::pdf(desk, arguments(args)?).await
}

/// Everything that is kept of a customer as a file, with the name that it should have.
///
/// # Errors
/// [`CallCode::NotFound`], [`CallCode::BadInput`] for an unknown sort, [`CallCode::RoleForbids`], [`CallCode::Document`].
pub async fn customer_data(desk: &Desk, customer: &str, sort: &str) -> Result<(String, Vec<u8>), CallError> {
    admit(desk, "save_customer_data").await?;
    let _open = desk.centre().gate.read().await;
    personal::data(desk, customer, arguments(Value::from(sort))?).await
}

/// Writes into a customer's history that [`customer_data`] was saved: a dialog may be closed without a place.
///
/// # Errors
/// As [`customer_data`].
pub async fn customer_data_saved(desk: &Desk, customer: &str, sort: &str) -> Result<(), CallError> {
    admit(desk, "save_customer_data").await?;
    let _open = desk.centre().gate.read().await;
    personal::handed_out(desk, customer, arguments(Value::from(sort))?).await
}

/// A table of figures, or of what a draft of the terms changes, as a file with the name that it should have.
///
/// # Errors
/// [`CallCode::NotFound`] for what is not made, [`CallCode::BadInput`], [`CallCode::RoleForbids`].
pub async fn table_csv(desk: &Desk, run: &str, table: &str) -> Result<(String, Vec<u8>), CallError> {
    admit(desk, "save_table").await?;
    let _open = desk.centre().gate.read().await;
    let run = uuid::Uuid::parse_str(run).map_err(|_| CallError::of(CallCode::BadInput).at("run"))?;
    match arguments(Value::from(table))? {
        Saved::Figures(table) => about_figures::saved(desk, run, table).await,
        Saved::WhatIf(SavedChanges::Changes) => about_what_if::saved(desk, run).await,
    }
}
