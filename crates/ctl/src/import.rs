//! `guichetctl import`: orders from files into the replica.

use std::fs::File;
use std::io::{BufReader, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::{Args, Subcommand};
use guichet_desk::Desk;
use guichet_desk::import::report::{Report, Written};
use guichet_desk::import::retail::{self, Plan};
use guichet_desk::import::{
    ImportError, Importer, IncomingOrder, Phase, Progress, orders, shopify, write_orders, write_plan,
};
use guichet_domain::names::TimeZone;
use guichet_domain::{Fault, TermsPack};
use indicatif::{ProgressBar, ProgressStyle};

use crate::central::Central;
use crate::desk::Replica;
use crate::report::Failure;

/// The arguments of `import`.
#[derive(Args)]
pub struct Import {
    #[command(subcommand)]
    source: Source,
    /// Write into the centre at this address instead of the replica. The shop's key stands in GUICHET_API_KEY, or in a
    /// file: what stands on a command line, others can read.
    #[arg(long, value_name = "URL", global = true)]
    central: Option<String>,
    /// A file with the shop's key at the centre.
    #[arg(long, value_name = "FILE", global = true)]
    api_key_file: Option<PathBuf>,
    /// The certificates (PEM) of a private authority.
    #[arg(long, value_name = "FILE", global = true)]
    ca: Option<PathBuf>,
    #[command(flatten)]
    replica: Replica,
}

#[derive(Subcommand)]
enum Source {
    /// The small made-up shop of the demonstration.
    Demo,
    /// A year of a real shop's invoices: the csv or csv.xz of the data set Online Retail.
    OnlineRetail {
        /// The file.
        file: PathBuf,
        /// Where the report on every line goes, as JSON.
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
    },
    /// Order documents, one a line, as the case format writes them.
    Orders {
        /// The file.
        file: PathBuf,
    },
    /// Shopify's orders export.
    ShopifyOrders {
        /// The file.
        file: PathBuf,
        /// The shop's time zone: its days are counted there.
        #[arg(long, value_name = "ZONE", default_value = "Europe/Paris")]
        time_zone: String,
    },
}

impl Import {
    /// Reads the file whole, then writes; a file that cannot be meant leaves everything as it was.
    #[allow(clippy::disallowed_methods)] // measures itself; decides nothing by it
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let began = Instant::now();
        let central = match &self.central {
            Some(server) => Some(Central::at(server, self.api_key_file.as_deref(), self.ca)?),
            None => None,
        };
        match self.source {
            Source::Demo => match &central {
                Some(central) => sum_up(None, central.write_demo().await?, began),
                // A new replica is filled as it is made.
                None => self.replica.open(true, true).await?.close().await,
            },
            Source::OnlineRetail { file, report } => {
                let packs = [TermsPack::shipped()?];
                let plan = retail::plan(open(&file)?, &packs, &mut bar()).map_err(|error| told(error, &file))?;
                if let Some(path) = report {
                    let text = serde_json::to_string_pretty(&plan.report).map_err(Failure::new)?;
                    std::fs::write(&path, text + "\n").map_err(|e| Failure::new(format!("{}: {e}", path.display())))?;
                }
                let written = match &central {
                    Some(central) => central.write_year(&plan).await?,
                    None => write_year(&self.replica, &plan, &file).await?,
                };
                sum_up(Some(&plan.report), written, began);
            }
            Source::Orders { file } => {
                let read = orders::read(open(&file)?, &mut bar()).map_err(|error| told(error, &file))?;
                sum_up(None, put(&central, &self.replica, "orders", &read, &file).await?, began);
            }
            Source::ShopifyOrders { file, time_zone } => {
                let zone: TimeZone = time_zone
                    .parse()
                    .map_err(|e| Failure::from(Fault::at("--time-zone", format!("{time_zone} {e}"))))?;
                let read = shopify::read(open(&file)?, zone, &mut bar()).map_err(|error| told(error, &file))?;
                sum_up(None, put(&central, &self.replica, "shopify-orders", &read, &file).await?, began);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn open(path: &Path) -> Result<BufReader<File>, Failure> {
    let file = File::open(path).map_err(|e| Failure::new(format!("{}: {e}", path.display())))?;
    Ok(BufReader::with_capacity(1 << 16, file))
}

/// Writes orders into the centre, where one is named, else into the replica.
async fn put(
    central: &Option<Central>,
    replica: &Replica,
    source: &str,
    orders: &[IncomingOrder],
    file: &Path,
) -> Result<Written, Failure> {
    match central {
        Some(central) => central.write(orders).await,
        None => write(replica, source, orders, file).await,
    }
}

/// Opens the replica for an import: one that is enrolled holds what its centre holds, and nothing else.
async fn open_local(replica: &Replica) -> Result<Desk, Failure> {
    let desk = replica.open(true, false).await?;
    if desk.is_enrolled() {
        desk.close().await;
        return Err(Failure::coded("enrolled", "this desk is enrolled: import into its centre with --central"));
    }
    Ok(desk)
}

async fn write_year(replica: &Replica, plan: &Plan, file: &Path) -> Result<Written, Failure> {
    let desk = open_local(replica).await?;
    let agent = desk.agent().name;
    let by = Importer { agent: &agent, at: desk.now() };
    let written = write_plan(desk.store(), plan, by, &mut bar()).await;
    desk.close().await;
    written.map_err(|error| told(error, file))
}

async fn write(replica: &Replica, source: &str, orders: &[IncomingOrder], file: &Path) -> Result<Written, Failure> {
    let desk = open_local(replica).await?;
    let agent = desk.agent().name;
    let by = Importer { agent: &agent, at: desk.now() };
    let written = write_orders(desk.store(), source, orders, by, &mut bar()).await;
    desk.close().await;
    written.map_err(|error| told(error, file))
}

/// What is wrong, with its line and column or path.
fn told(error: ImportError, file: &Path) -> Failure {
    match error {
        ImportError::Input(fault) => {
            let line = usize::try_from(fault.line).unwrap_or(usize::MAX);
            Failure::from(Fault::at(fault.path, fault.reason.to_string())).in_line(line)
        }
        ImportError::Desk(error) => error.into(),
        ImportError::Interrupted => Failure::new(format!("{}: {error}", file.display())),
    }
}

/// A bar for each phase, where a person watches.
fn bar() -> impl FnMut(Progress) -> ControlFlow<()> + Send {
    let mut shown: Option<(Phase, ProgressBar)> = None;
    move |progress| {
        let bar = match &shown {
            Some((phase, bar)) if *phase == progress.phase => bar.clone(),
            _ => {
                let bar = progress.of.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
                let style = match progress.of {
                    Some(_) => ProgressStyle::with_template("{msg:9} {wide_bar} {human_pos}/{human_len} {eta}"),
                    None => ProgressStyle::with_template("{msg:9} {human_pos}"),
                };
                if let Ok(style) = style {
                    bar.set_style(style);
                }
                bar.set_message(match progress.phase {
                    Phase::Reading => "reading",
                    Phase::Matching => "matching",
                    Phase::Writing => "writing",
                });
                if let Some((_, before)) = shown.replace((progress.phase, bar.clone())) {
                    before.finish_and_clear();
                }
                bar
            }
        };
        bar.set_position(progress.done);
        if progress.of == Some(progress.done) {
            bar.finish_and_clear();
        }
        ControlFlow::Continue(())
    }
}

/// The outcome in a few lines.
fn sum_up(report: Option<&Report>, written: Written, began: Instant) {
    let mut out = std::io::stdout().lock();
    // A reader that went away has seen enough.
    let _ = tell(&mut out, report, written, began);
}

fn tell(out: &mut impl Write, report: Option<&Report>, written: Written, began: Instant) -> std::io::Result<()> {
    if let Some(report) = report {
        writeln!(out, "lines      {:>9}", report.lines)?;
        writeln!(out, "imported   {:>9}", report.imported)?;
        writeln!(out, "left       {:>9}", report.left)?;
        for (why, lines) in &report.reasons {
            writeln!(out, "  {:<26} {:>7}", why.name(), lines.count)?;
        }
        writeln!(out, "orders     {:>9}  ({} without a customer)", report.orders, report.orders_without_customer)?;
        writeln!(out, "customers  {:>9}", report.customers)?;
        writeln!(
            out,
            "credits    {:>9}  documents: {} lines whole, {} in part, {} units on {} orders",
            report.credits,
            report.credit_lines,
            report.in_part.len(),
            report.units_credited,
            report.credits_on_orders
        )?;
        writeln!(
            out,
            "credited   {:>9}  by the rules ({} in the file), carriage {}",
            report.credited_by_rules, report.credited_in_file, report.carriage_by_rules
        )?;
        writeln!(out, "discounts  {:>9}", report.discounts)?;
        for (note, lines) in &report.notes {
            writeln!(out, "  {:<26} {:>7}", note.name(), lines.count)?;
        }
    }
    if written.finished_before {
        writeln!(out, "the file was imported before: nothing was written")?;
    } else {
        writeln!(
            out,
            "written    {:>9} orders, {} customers; {} orders were there",
            written.orders, written.customers, written.orders_there
        )?;
    }
    writeln!(out, "seconds    {:>9}", began.elapsed().as_secs())
}
