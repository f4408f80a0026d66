//! The schema is embedded: a new step must be noticed.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations/central");
}
