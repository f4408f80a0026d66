//! Many desks and one centre in a seeded world that tries to break them.
