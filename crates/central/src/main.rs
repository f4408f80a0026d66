//! The binary: serve calls, and what an operator does by hand.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand, ValueEnum};
use guichet_central::clock::{Clock, RandomIds, SystemChance, SystemClock};
use guichet_central::identity::merchant;
use guichet_central::{Central, CentralError, database, serve};
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
    /// Tell the centre that its database was restored from a backup: desks then bring back what the backup lost.
    Restored,
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
        Command::Serve { listen, connections, migrate } => {
            let pool = database::connect(&arguments.database, connections).await?;
            if migrate {
                database::migrate(&pool).await?;
            }
            if !database::is_migrated(&pool).await? {
                return Err(CentralError::SchemaDiffers);
            }
            serve::serve(Arc::new(Central::new(pool)), listen, stopped()).await
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
