//! The list of commands that a window may call, declared once: [`call`] and the TypeScript map come from it.

pub mod centre;
mod error;
#[cfg(test)]
mod export;
pub mod types;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Desk;
use crate::search::{FindAnswer, Hit};
use crate::usecases::{documents, pages, take, undo};
use types::*;

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
    find: Find => FindAnswer = pages::find;
    recent_customers: Nothing => Vec<Hit> = pages::recent_customers;
    open_customer: ById => CustomerPage = pages::open_customer;
    open_order: ByNumber => OrderPage = pages::open_order;
    preview: PreviewArgs => Preview = take::preview;
    take: TakeArgs => Taken = take::take;
    undo: UndoArgs => Undone = undo::undo;
    document_pages: DocumentArgs => DocumentPages = documents::pages;
    terms: ById => TermsText = pages::terms;
    recent_history: Limit => Vec<TimelineEntry> = pages::recent_history;
}

/// Commands whose types are settled and which are not served yet: they move up as they are.
#[cfg(test)]
macro_rules! coming {
    ($($name:ident: $args:ty => $answer:ty;)+) => {
        fn coming_map(config: &ts_rs::Config) -> (String, Vec<export::Export>) {
            let mut map = String::from("\n/** Not served yet: these move into CommandMap as they are. */\nexport interface ComingCommandMap {\n");
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

#[cfg(test)]
coming! {
    sync_state: Nothing => centre::SyncState;
    queue: Nothing => centre::Queue;
    attention: Nothing => Vec<centre::AttentionItem>;
    resolve: centre::ResolveArgs => centre::Resolved;
    enrol: centre::EnrolArgs => centre::SyncState;
    sign_in: centre::SignInArgs => centre::SyncState;
    sign_out: Nothing => centre::SyncState;
    lock: Nothing => centre::SyncState;
    unlock: centre::UnlockArgs => centre::SyncState;
    sync_now: Nothing => centre::SyncState;
    search_at_centre: centre::SearchAtCentre => FindAnswer;
    centre_settings: Nothing => centre::CentreSettings;
    set_centre_settings: centre::SetCentreSettings => centre::CentreSettings;
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
    let args = serde_json::json!({ "kind": kind, "number": number, "language": language });
    documents::pdf(desk, arguments(args)?).await
}
