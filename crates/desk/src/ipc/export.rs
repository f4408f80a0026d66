//! The TypeScript of the commands and their types: written to `ui/src/ipc/generated/types.ts`, committed, checked.
//!
//! `GUICHET_WRITE=1 cargo test -p guichet-desk export_bindings` writes it; without, the test fails where it drifted.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

/// Adds a type and all it names to a set of declarations.
pub(super) type Export = fn(&Config, &mut BTreeMap<String, String>);

pub(super) fn of<T: TS + 'static>() -> Export {
    |config, into| {
        let mut visit = Visit { config, into };
        visit.visit::<T>();
        T::visit_generics(&mut visit);
        T::visit_dependencies(&mut visit);
    }
}

struct Visit<'a> {
    config: &'a Config,
    into: &'a mut BTreeMap<String, String>,
}

impl TypeVisitor for Visit<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let name = T::ident(self.config);
            let declared = T::decl(self.config);
            match self.into.get(&name) {
                Some(known) => {
                    assert_eq!(*known, declared, "two types are called {name}");
                    return;
                }
                None => self.into.insert(name, declared),
            };
        }
        T::visit_generics(self);
        T::visit_dependencies(self);
    }
}

#[test]
#[allow(clippy::unwrap_used)]
fn export_bindings() {
    let config = Config::new().with_large_int("number");
    let (map, exports) = super::command_map(&config);
    let mut types = BTreeMap::new();
    for export in exports {
        export(&config, &mut types);
    }
    of::<super::types::CallError>()(&config, &mut types);
    // What a host is asked to save.
    of::<super::figures::SavedTable>()(&config, &mut types);
    of::<super::customers::DataSort>()(&config, &mut types);
    // A key of a record, which ts-rs does not follow.
    of::<guichet_domain::decision::Deadline>()(&config, &mut types);
    of::<guichet_domain::command::HandlingEvent>()(&config, &mut types);
    let mut text = String::from("// Generated from crates/desk/src/ipc: do not edit. See export.rs there.\n\n");
    for declaration in types.values() {
        text.push_str(&format!("export {declaration}\n\n"));
    }
    text.push_str(&map);
    let names: Vec<String> = super::COMMANDS.iter().map(|name| format!("  \"{name}\",\n")).collect();
    text.push_str(&format!(
        "\nexport const COMMANDS = [\n{}] as const satisfies readonly (keyof CommandMap)[];\n",
        names.concat()
    ));
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/ipc/generated/types.ts");
    if std::env::var_os("GUICHET_WRITE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "ui/src/ipc/generated/types.ts drifted: run GUICHET_WRITE=1 cargo test -p guichet-desk export_bindings"
    );
}
