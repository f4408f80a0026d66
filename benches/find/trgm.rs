//! The peer that a shop with a server would use: PostgreSQL with `pg_trgm` on the same rows, on this machine.

use std::io::{BufWriter, Write};
use std::process::Stdio;
use std::time::Duration;

use guichet_benches::postgres::Postgres;
use guichet_benches::{Failure, Times};
use guichet_desk::search::fold;
use guichet_desk::search::identifiers::phone_forms;
use guichet_desk::seed::{self, Plan};

use crate::queries::{About, Query};

/// What a search engine of a server would be given: much memory, and no wait for the disk.
const SETTINGS: &str =
    "-c shared_buffers=2GB -c maintenance_work_mem=1GB -c max_wal_size=8GB -c synchronous_commit=off";

/// The same rows, one searched text for each customer and for each order, under trigram indexes.
pub struct Server(Postgres);

impl Server {
    /// Starts an empty server.
    pub fn start() -> Result<Self, Failure> {
        Ok(Self(Postgres::start(SETTINGS)?))
    }

    /// Writes every row of the plan and builds the indexes.
    pub fn fill(&self, plan: Plan) -> Result<(), Failure> {
        self.script(
            "CREATE EXTENSION pg_trgm;
             CREATE TABLE customer (id text PRIMARY KEY, name text NOT NULL, searched text NOT NULL);
             CREATE TABLE orders (number text PRIMARY KEY, customer text NOT NULL, searched text NOT NULL);",
        )?;
        self.copy("COPY customer FROM STDIN", (0..plan.customers).map(|number| Ok(customer(number))))?;
        self.copy("COPY orders FROM STDIN", (0..plan.orders).map(|number| order(plan, number)))?;
        self.script(
            "CREATE INDEX ON customer USING gin (searched gin_trgm_ops);
             CREATE INDEX ON orders USING gin (searched gin_trgm_ops);
             ANALYZE;",
        )?;
        Ok(())
    }

    /// What a script of statements prints.
    fn script(&self, text: &str) -> Result<String, Failure> {
        let mut child = self.0.psql().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut into = child.stdin.take().ok_or("psql takes no script")?;
        let text = text.to_owned();
        // Written beside the reading: neither pipe holds a whole script or its answers.
        let writing = std::thread::spawn(move || into.write_all(text.as_bytes()));
        let output = child.wait_with_output()?;
        writing.join().map_err(|_| "psql took no script")??;
        if !output.status.success() {
            return Err(format!("psql: {}", output.status).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    fn copy(&self, statement: &str, rows: impl Iterator<Item = Result<String, Failure>>) -> Result<(), Failure> {
        let mut child = self.0.psql().args(["-c", statement]).stdin(Stdio::piped()).spawn()?;
        let mut into = BufWriter::new(child.stdin.take().ok_or("psql takes no rows")?);
        for row in rows {
            into.write_all(row?.as_bytes())?;
        }
        into.flush()?;
        drop(into);
        let done = child.wait()?;
        if done.success() { Ok(()) } else { Err(format!("psql: {done}").into()) }
    }

    /// Bytes of the tables and their indexes.
    pub fn size(&self) -> Result<u64, Failure> {
        let sum = "SELECT pg_total_relation_size('customer') + pg_total_relation_size('orders');";
        Ok(self.script(sum)?.trim().parse()?)
    }

    /// How long these queries take, one after the other on one connection, and how many found something.
    pub fn time<'a>(&self, about: About, queries: impl Iterator<Item = &'a Query>) -> Result<(Times, usize), Failure> {
        let statements: String = queries.map(|query| statement(about, query) + "\n\\echo next\n").collect();
        let printed = self.script(&format!("\\timing on\n{statements}"))?;
        let (mut times, mut found, mut rows) = (Times::default(), 0, 0);
        for line in printed.lines() {
            if line == "next" {
                found += usize::from(rows > 0);
                rows = 0;
            } else if let Some(millis) = line.strip_prefix("Time: ").and_then(|rest| rest.split(' ').next()) {
                // Always three decimals: read without the point, it is microseconds.
                times.push(Duration::from_micros(millis.replace('.', "").parse()?));
            } else {
                rows += 1;
            }
        }
        Ok((times, found))
    }
}

fn statement(about: About, query: &Query) -> String {
    let literal = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let typed = searched([query.typed.as_str()]);
    let holds = |part: &str| format!("searched LIKE {}", literal(&format!("%{part}%")));
    // What is typed of an address or a number is one piece of the searched text, without its notation.
    let whole = holds(&fold::compact(&query.typed).to_lowercase());
    match about {
        About::Words => {
            let words: Vec<String> = typed.split(' ').map(holds).collect();
            format!("SELECT id, name FROM customer WHERE {} LIMIT 20;", words.join(" AND "))
        }
        About::Slip => {
            let typed = literal(&typed);
            format!("SELECT id, name FROM customer WHERE {typed} <% searched ORDER BY {typed} <<-> searched LIMIT 20;")
        }
        About::Address => format!("SELECT id, name FROM customer WHERE {whole} LIMIT 20;"),
        About::Number => format!("SELECT number, customer FROM orders WHERE {whole} LIMIT 20;"),
    }
}

/// Words folded as the search folds them.
fn searched<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let words = texts.into_iter().flat_map(fold::words).map(|word| word.folded);
    words.collect::<Vec<_>>().join(" ")
}

/// One line of COPY's text format: no value here has a tab, a line's end or a backslash.
fn customer(number: usize) -> String {
    let record = seed::customer(number);
    let (customer, contact) = (&record.customer, &record.contact);
    let phone = contact.phone.as_deref().and_then(|phone| phone_forms(phone, &contact.country));
    let email = fold::compact(customer.email.as_deref().unwrap_or_default()).to_lowercase();
    let places = [contact.town.as_deref(), contact.postcode.as_deref()];
    let words = searched([customer.name.as_str()].into_iter().chain(places.into_iter().flatten()));
    let (full, national) = phone.unwrap_or_default();
    format!("{}\t{}\t{words} {email} {full} 0{national}\n", customer.id, customer.name)
}

fn order(plan: Plan, number: usize) -> Result<String, Failure> {
    let order = seed::order(plan, number)?;
    let numbers = [order.number.as_str()].into_iter().chain(order.invoices.iter().map(String::as_str));
    let numbers = numbers
        .chain(order.rmas.iter().map(|rma| rma.number.as_str()))
        .chain(order.shipments.iter().filter_map(|shipment| shipment.tracking.as_deref()))
        .chain(order.lines.iter().flat_map(|line| &line.serials).map(String::as_str));
    let searched: Vec<String> = numbers.map(|number| fold::compact(number).to_lowercase()).collect();
    Ok(format!("{}\t{}\t{}\n", order.number, order.customer.as_deref().unwrap_or_default(), searched.join(" ")))
}
