//! Links from outside, `guichet://…`. Each is kept for one window until its page asks: a page does so once the desk is
//! open, unlocked and signed in to. What a link means is the page's to read; here it is only a text of some length.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How a link of ours begins.
pub const SCHEME: &str = "guichet:";

/// No link of ours is longer (`ui/src/components/link.ts` allows as much).
const LONGEST: usize = 512;

/// In place of a link that is too long: the page says of it that it leads nowhere.
const NOWHERE: &str = "guichet://";

/// The links that wait, by the label of the window that is to open them.
#[derive(Default)]
pub struct Links(Mutex<BTreeMap<String, String>>);

impl Links {
    /// Keeps a link for a window; whoever follows two before the first was opened wants the second.
    pub fn keep(&self, window: &str, link: &str) {
        let link = if link.len() <= LONGEST { link } else { NOWHERE };
        self.waiting().insert(window.to_owned(), link.to_owned());
    }

    /// The link that waits for a window, once.
    pub fn take(&self, window: &str) -> Option<String> {
        self.waiting().remove(window)
    }

    fn waiting(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The link among the arguments of a program that was started with one.
pub fn link_in(arguments: &[String]) -> Option<&str> {
    arguments.iter().map(String::as_str).rfind(|argument| is_link(argument))
}

/// Whether an argument is meant as a link.
pub fn is_link(argument: &str) -> bool {
    argument.get(..SCHEME.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_taken_once_and_by_its_window() {
        let links = Links::default();
        links.keep("main", "guichet://order/W-1");
        links.keep("main", "guichet://order/W-2");
        assert_eq!(links.take("desk-1"), None);
        assert_eq!(links.take("main").as_deref(), Some("guichet://order/W-2"));
        assert_eq!(links.take("main"), None);
    }

    #[test]
    fn a_link_that_is_too_long_leads_nowhere() {
        let links = Links::default();
        links.keep("main", &format!("guichet://find?q={}", "x".repeat(LONGEST)));
        assert_eq!(links.take("main").as_deref(), Some(NOWHERE));
    }

    #[test]
    fn a_link_is_found_among_the_arguments() {
        let started = |arguments: &[&str]| arguments.iter().map(|&a| a.to_owned()).collect::<Vec<_>>();
        assert_eq!(link_in(&started(&["guichet", "--demo", "GUICHET://order/W-1"])), Some("GUICHET://order/W-1"));
        assert_eq!(link_in(&started(&["/opt/guichet:/guichet", "--data", "é", "gu"])), None);
    }
}
