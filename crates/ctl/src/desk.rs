//! The subcommands that open the replica.

use std::future::Future;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use guichet_desk::key::Passphrase;
use guichet_desk::store::Verified;
use guichet_desk::{CallError, Desk, DeskError, OpenOptions, Role, Unlock, ipc, loopback, seed};
use indicatif::{ProgressBar, ProgressStyle};

use crate::report::Failure;

/// Runs a subcommand that waits for the disk.
pub fn in_runtime(work: impl Future<Output = Result<ExitCode, Failure>>) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(Failure::new)?.block_on(work)
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        Self::coded(error.code(), error)
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        let told = serde_json::to_value(&error).unwrap_or_default();
        Self::coded(told.get("code").and_then(|code| code.as_str()).unwrap_or("internal"), &told)
    }
}

/// Which replica, and how it is unlocked.
#[derive(Args)]
pub struct Replica {
    /// The replica's file; the window's own where it is left out.
    #[arg(long, value_name = "FILE", global = true)]
    replica: Option<PathBuf>,
    /// A file with the passphrase, for replicas that no keychain unlocks.
    #[arg(long, value_name = "FILE", global = true)]
    passphrase_file: Option<PathBuf>,
}

impl Replica {
    /// Opens the desk; whoever opens it closes it, also before reporting a failure. `create` makes a replica where there
    /// is none; `demo` fills a new one with the demo shop.
    pub async fn open(&self, create: bool, demo: bool) -> Result<Desk, Failure> {
        self.open_as(create, demo, None).await
    }

    /// Opens it with somebody of this role at it, while no centre says who sits there.
    pub async fn open_as(&self, create: bool, demo: bool, role: Option<Role>) -> Result<Desk, Failure> {
        let path = match &self.replica {
            Some(path) => path.clone(),
            None => own_replica().ok_or_else(|| Failure::new("there is no home folder: name a --replica"))?,
        };
        let mut options = OpenOptions { create, demo, ..OpenOptions::at(path) };
        if let Some(role) = role {
            options.agent.role = role;
        }
        if let Some(path) = &self.passphrase_file {
            let typed = std::fs::read_to_string(path).map_err(|e| Failure::new(format!("{}: {e}", path.display())))?;
            options.unlock = Unlock::Passphrase(Passphrase::new(typed.trim_end_matches(['\r', '\n']).to_owned()));
        }
        Ok(Desk::open(options).await?)
    }
}

/// Where the window keeps its replica on this system.
fn own_replica() -> Option<PathBuf> {
    let home = || std::env::var_os(if cfg!(windows) { "USERPROFILE" } else { "HOME" }).map(PathBuf::from);
    let data = if cfg!(target_os = "macos") {
        home()?.join("Library/Application Support")
    } else if cfg!(windows) {
        std::env::var_os("APPDATA").map(PathBuf::from)?
    } else {
        match std::env::var_os("XDG_DATA_HOME") {
            Some(folder) => folder.into(),
            None => home()?.join(".local/share"),
        }
    };
    Some(data.join("io.guichet.desk").join("replica.db"))
}

/// A bar on standard error, where a person watches.
pub fn progress_bar(length: u64) -> ProgressBar {
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} {eta}") {
        bar.set_style(style);
    }
    bar
}

/// The papers that can be rendered.
#[derive(Clone, Copy, ValueEnum)]
enum PaperKind {
    /// The label that goes on the parcel.
    Rma,
    /// The slip that goes into the parcel.
    Slip,
    /// An invoice.
    Invoice,
    /// A credit note.
    CreditNote,
    /// The file of a damage claim, for the carrier.
    ClaimFile,
}

/// The languages that papers speak.
#[derive(Clone, Copy, ValueEnum)]
enum PaperLanguage {
    En,
    Fr,
}

/// The arguments of `render`.
#[derive(Args)]
pub struct Render {
    /// Which paper.
    kind: PaperKind,
    /// Its number.
    number: String,
    /// Where the PDF goes.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Another language than the customer's.
    #[arg(long)]
    language: Option<PaperLanguage>,
    #[command(flatten)]
    replica: Replica,
}

impl Render {
    /// Renders one paper.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let desk = self.replica.open(false, false).await?;
        let kind = match self.kind {
            PaperKind::Rma => "rma_label",
            PaperKind::Slip => "return_slip",
            PaperKind::Invoice => "invoice",
            PaperKind::CreditNote => "credit_note",
            PaperKind::ClaimFile => "claim_file",
        };
        let language = self.language.map(|l| match l {
            PaperLanguage::En => "en",
            PaperLanguage::Fr => "fr",
        });
        let made = ipc::document_pdf(&desk, kind, &self.number, language).await;
        desk.close().await;
        let (_, bytes) = made.map_err(|e| Failure::new(serde_json::to_string(&e).unwrap_or_default()))?;
        std::fs::write(&self.output, bytes).map_err(|e| Failure::new(format!("{}: {e}", self.output.display())))?;
        println!("{}", self.output.display());
        Ok(ExitCode::SUCCESS)
    }
}

/// The arguments of `seed`.
#[derive(Args)]
pub struct Seed {
    /// Customers to make.
    #[arg(long)]
    customers: usize,
    /// Orders to make, spread over them.
    #[arg(long)]
    orders: usize,
    #[command(flatten)]
    replica: Replica,
}

impl Seed {
    /// Seeds an empty replica.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let desk = self.replica.open(true, false).await?;
        if desk.is_enrolled() {
            desk.close().await;
            return Err(Failure::coded("enrolled", "this desk is enrolled: it holds what its centre holds"));
        }
        let plan = seed::Plan { customers: self.customers, orders: self.orders, today: desk.today() };
        let length = u64::try_from(self.customers.saturating_add(self.orders)).unwrap_or(u64::MAX);
        let bar = progress_bar(length);
        let seeded = seed::seed(desk.store(), plan, |at| {
            bar.set_position(u64::try_from(at.customers.saturating_add(at.orders)).unwrap_or(u64::MAX));
        })
        .await;
        let took = bar.elapsed();
        bar.finish_and_clear();
        desk.close().await;
        seeded?;
        println!("{} customers, {} orders in {took:.1?}", self.customers, self.orders);
        Ok(ExitCode::SUCCESS)
    }
}

/// The arguments of `verify`.
#[derive(Args)]
pub struct Verify {
    /// Make the search columns anew from the documents.
    #[arg(long)]
    rebuild: bool,
    #[command(flatten)]
    replica: Replica,
}

impl Verify {
    /// Checks every document of the replica.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let desk = self.replica.open(false, false).await?;
        let verified = desk.store().verify(self.rebuild).await;
        desk.close().await;
        let found = verified?;
        let Verified { customers, orders, accounts, cases, strays } = found;
        println!(
            "{customers} customers, {orders} orders, {accounts} service accounts, {cases} cases, \
             {strays} parcels in quarantine"
        );
        Ok(ExitCode::SUCCESS)
    }
}

/// The arguments of `serve`.
#[derive(Args)]
pub struct Serve {
    /// Serve on loopback, the only place there is.
    #[arg(long)]
    loopback: bool,
    /// The built pages.
    #[arg(long, value_name = "FOLDER")]
    ui: PathBuf,
    /// Fill a new replica with the demo shop.
    #[arg(long)]
    demo: bool,
    /// Who sits at a desk that no centre knows is a supervisor.
    #[arg(long)]
    supervisor: bool,
    #[command(flatten)]
    replica: Replica,
}

impl Serve {
    /// Serves until it is told to stop.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        if !self.loopback {
            return Err(Failure::new("only --loopback is served"));
        }
        let role = self.supervisor.then_some(Role::Supervisor);
        let desk = self.replica.open_as(true, self.demo, role).await?;
        desk.start_exchange();
        let started = loopback::Host::start(desk.clone(), self.ui).await;
        let served = match started {
            Ok(host) => {
                println!("{}", host.url());
                // Ctrl+C, or the signal of whoever started it.
                let _ = tokio::signal::ctrl_c().await;
                host.stop().await;
                Ok(ExitCode::SUCCESS)
            }
            Err(error) => Err(error.into()),
        };
        desk.close().await;
        served
    }
}
