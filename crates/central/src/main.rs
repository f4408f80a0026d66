//! The binary: serve calls, and what an operator does by hand.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand, ValueEnum};
use guichet_central::clock::{Clock, RandomIds, SystemChance, SystemClock};
use guichet_central::identity::merchant;
use guichet_central::outbox::bank::BankFiles;
use guichet_central::outbox::captures::Captures;
use guichet_central::outbox::mail::{Mailer, Privacy, Smtp};
use guichet_central::outbox::payouts::{Payouts, Recording};
use guichet_central::outbox::worker::{Worker, tidy};
use guichet_central::papers::press::Press;
use guichet_central::{Central, CentralError, Shared, database, serve, settings};
use sqlx::PgPool;

/// The authority of a shop as a service.
#[derive(Parser)]
#[command(name = "guichet-central", version)]
struct Arguments {
    /// PostgreSQL, as postgres://user@host/database.
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        global = true,
        default_value = "postgres://localhost/guichet"
    )]
    database: String,
    /// How logs are written.
    #[arg(long, env = "GUICHET_LOG_FORMAT", global = true, value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

#[derive(Subcommand)]
enum Command {
    /// Serve calls.
    Serve {
        /// Where to listen.
        #[arg(long, env = "GUICHET_LISTEN", default_value = "127.0.0.1:8460")]
        listen: SocketAddr,
        /// Connections to the database at most.
        #[arg(long, env = "GUICHET_CONNECTIONS", default_value_t = 16)]
        connections: u32,
        /// Bring the schema up to date first.
        #[arg(long)]
        migrate: bool,
        #[command(flatten)]
        outside: Outside,
    },
    /// Bring the schema up to date.
    Migrate,
    /// Create a shop's first admin, and the shop where it does not exist. The password is read from
    /// GUICHET_ADMIN_PASSWORD, or from the first line of the standard input.
    CreateAdmin {
        /// The shop's id: a short word.
        #[arg(long)]
        merchant: String,
        /// The shop's name, where it is new.
        #[arg(long)]
        merchant_name: Option<String>,
        /// The admin's login.
        #[arg(long)]
        login: String,
        /// The admin's name.
        #[arg(long)]
        name: String,
    },
    /// Print a code by which devices enrol.
    EnrolCode {
        /// The shop's id.
        #[arg(long)]
        merchant: String,
        /// Devices that it enrols.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(i32).range(1..=1000))]
        uses: i32,
        /// Hours that it holds.
        #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(i64).range(1..=8760))]
        hours: i64,
    },
    /// Print a key for one of the shop's own programs.
    ApiKey {
        /// The shop's id.
        #[arg(long)]
        merchant: String,
        /// What it is for.
        #[arg(long)]
        name: String,
    },
    /// Set who sends a shop's mail, from which account it pays back, how many days its feed reaches back and where its
    /// agents sign in: JSON as {"mail": {"name", "address"}, "bank": {"name", "iban", "bic"}, "stationery": {"seller":
    /// {"name", "lines", "identifiers"}, "returns": {"name", "lines"}, "country"}, "feed_days": 30, "oidc": {"issuer",
    /// "client_id", "client_secret", "login": "email", "enrols": ["admin"]}}, read from the standard input.
    Configure {
        /// The shop's id.
        #[arg(long)]
        merchant: String,
    },
    /// Tell the centre that its database was restored from a backup: desks then bring back what the backup lost.
    Restored,
}

/// How the centre reaches the world outside.
#[derive(Args)]
struct Outside {
    /// The mail server; without it letters wait.
    #[arg(long, env = "GUICHET_SMTP_HOST")]
    smtp_host: Option<String>,
    /// The mail server's port.
    #[arg(long, env = "GUICHET_SMTP_PORT", default_value_t = 587)]
    smtp_port: u16,
    /// How the connection to the mail server is kept private.
    #[arg(long, env = "GUICHET_SMTP_PRIVACY", value_enum, default_value_t = MailPrivacy::Starttls)]
    smtp_privacy: MailPrivacy,
    /// The name at the mail server; the password is read from GUICHET_SMTP_PASSWORD.
    #[arg(long, env = "GUICHET_SMTP_USER")]
    smtp_user: Option<String>,
    /// Where refunds by bank transfer are written as pain.001 files; without it they wait for a person.
    #[arg(long, env = "GUICHET_BANK_FOLDER")]
    bank_folder: Option<PathBuf>,
    /// Write every refund and every capture down and move no money: for demonstrations.
    #[arg(long)]
    record_payouts: bool,
    /// Serve calls only, and leave the outbox to other instances.
    #[arg(long)]
    no_worker: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum MailPrivacy {
    /// TLS from the first byte.
    Tls,
    /// TLS after a word in clear.
    Starttls,
    /// None: a server on this very machine.
    Plain,
}

impl Outside {
    fn worker(self, central: &Shared) -> Result<Worker, CentralError> {
        let recording = || -> Arc<dyn Payouts> { Arc::new(Recording::new(central.pool.clone())) };
        let files = |folder| -> Arc<dyn Payouts> {
            Arc::new(BankFiles::new(central.pool.clone(), folder, central.clock.clone()))
        };
        let privacy = match self.smtp_privacy {
            MailPrivacy::Tls => Privacy::Tls,
            MailPrivacy::Starttls => Privacy::StartTls,
            MailPrivacy::Plain => Privacy::Plain,
        };
        let password = std::env::var("GUICHET_SMTP_PASSWORD").unwrap_or_default();
        let credentials = self.smtp_user.map(|user| (user, password));
        let mailer = self
            .smtp_host
            .map(|host| -> Arc<dyn Mailer> { Arc::new(Smtp::new(&host, self.smtp_port, privacy, credentials)) });
        Ok(Worker {
            central: central.clone(),
            cards: self.record_payouts.then(recording),
            captures: self
                .record_payouts
                .then(|| -> Arc<dyn Captures> { Arc::new(Recording::new(central.pool.clone())) }),
            bank: if self.record_payouts { Some(recording()) } else { self.bank_folder.map(files) },
            mailer,
            papers: Arc::new(Press::new(central.clone()).map_err(|_| CentralError::Press)?),
        })
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    start_logs(arguments.log_format);
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let cause = std::error::Error::source(&error).map(|cause| format!(" ({cause})")).unwrap_or_default();
            eprintln!("guichet-central: {error}{cause}");
            ExitCode::FAILURE
        }
    }
}

fn start_logs(format: LogFormat) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("GUICHET_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => logs.init(),
        LogFormat::Json => logs.json().init(),
    }
}

async fn run(arguments: Arguments) -> Result<(), CentralError> {
    match arguments.command {
        Command::Serve { listen, connections, migrate, outside } => {
            let pool = database::connect(&arguments.database, connections).await?;
            if migrate {
                database::migrate(&pool).await?;
            }
            if !database::is_migrated(&pool).await? {
                return Err(CentralError::SchemaDiffers);
            }
            let central = Arc::new(Central::new(pool));
            tokio::spawn(tidy(central.clone()));
            if !outside.no_worker {
                tokio::spawn(outside.worker(&central)?.run());
            }
            serve::serve(central, listen, stopped()).await
        }
        other => by_hand(other, database::connect(&arguments.database, 2).await?).await,
    }
}

async fn by_hand(command: Command, pool: PgPool) -> Result<(), CentralError> {
    let (ids, chance, now) = (RandomIds, SystemChance, SystemClock.now());
    if let Command::Migrate = command {
        return database::migrate(&pool).await;
    }
    let mut transaction = pool.begin().await?;
    match command {
        Command::CreateAdmin { merchant, merchant_name, login, name } => {
            let shop = merchant_name.as_deref().unwrap_or(&merchant);
            merchant::ensure(&mut transaction, &merchant, shop, &ids).await?;
            let password = password()?;
            let who = (login.as_str(), name.as_str(), password.as_str());
            merchant::create_admin(&mut transaction, &merchant, who, (&ids, &chance), now).await?;
            transaction.commit().await?;
            merchant::publish_shipped_terms(&pool, &merchant, now).await?;
            println!("{login} is an admin of {merchant}");
            return Ok(());
        }
        Command::EnrolCode { merchant, uses, hours } => {
            let code = merchant::enrol_code(&mut transaction, &merchant, (uses, hours), &chance, now).await?;
            println!("{}", code.text);
        }
        Command::ApiKey { merchant, name } => {
            let key = merchant::shop_key(&mut transaction, &merchant, &name, (&ids, &chance), now).await?;
            println!("{}", key.text);
        }
        Command::Configure { merchant } => {
            let text = std::io::read_to_string(std::io::stdin())?;
            settings::write(&mut transaction, &merchant, &text, now).await?;
        }
        Command::Restored => {
            let moved = merchant::restored(&mut transaction, &ids, now).await?;
            println!("{moved} shops have a new server epoch");
        }
        Command::Serve { .. } | Command::Migrate => {}
    }
    Ok(transaction.commit().await?)
}

fn password() -> Result<String, CentralError> {
    if let Ok(password) = std::env::var("GUICHET_ADMIN_PASSWORD") {
        return Ok(password);
    }
    eprint!("Password (10 characters or more): ");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Ctrl-C, or what a supervisor sends.
async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
            return;
        }
    }
    let _ = interrupted.await;
}
