//! What crosses crates is tested here; each test is a file of its own beside this one.
