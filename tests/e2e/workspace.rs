//! What Cargo knows about this workspace and its dependencies.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

/// The workspace on Linux, the platform of the product; read once.
pub(crate) static WORKSPACE: LazyLock<Workspace> = LazyLock::new(|| Workspace::from_metadata(&cargo_metadata()));

pub(crate) struct Workspace {
    /// By package id: two versions of a crate are two packages.
    packages: BTreeMap<String, Package>,
}

pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// The licence expression of the manifest.
    pub(crate) licence: Option<String>,
    pub(crate) is_member: bool,
    /// The names in the manifest, of whatever platform or feature.
    pub(crate) dependencies: BTreeSet<String>,
    pub(crate) binaries: Vec<PathBuf>,
    /// The ids of what is really built.
    resolved: Vec<String>,
}

impl Workspace {
    pub(crate) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.values().filter(|package| package.is_member)
    }

    pub(crate) fn foreign_packages(&self) -> impl Iterator<Item = &Package> {
        self.packages.values().filter(|package| !package.is_member)
    }

    pub(crate) fn member(&self, name: &str) -> &Package {
        self.members().find(|package| package.name == name).unwrap_or_else(|| panic!("there is no package {name}"))
    }

    /// The names of all that a package needs to be built and run, directly or not.
    pub(crate) fn everything_below<'a>(&'a self, package: &'a Package) -> BTreeSet<&'a str> {
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![package]);
        while let Some(package) = waiting.pop() {
            let fresh = package.resolved.iter().filter(|id| seen.insert(id.as_str()));
            waiting.extend(fresh.filter_map(|id| self.packages.get(id)));
        }
        seen.into_iter().filter_map(|id| Some(self.packages.get(id)?.name.as_str())).collect()
    }

    fn from_metadata(metadata: &Value) -> Self {
        let members: BTreeSet<_> = list(metadata, "workspace_members").iter().filter_map(Value::as_str).collect();
        let nodes: BTreeMap<_, _> = list(&metadata["resolve"], "nodes").iter().map(|node| (text(node, "id"), node)).collect();
        let read = |package| {
            let id = text(package, "id");
            (id.clone(), Package::read(package, nodes[&id], members.contains(id.as_str())))
        };
        Self { packages: list(metadata, "packages").iter().map(read).collect() }
    }
}

impl Package {
    fn read(package: &Value, node: &Value, is_member: bool) -> Self {
        let dependencies = list(package, "dependencies").iter().filter(|dependency| is_needed(dependency));
        let targets = list(package, "targets").iter().filter(|target| list(target, "kind").contains(&Value::from("bin")));
        let resolved = list(node, "deps").iter().filter(|edge| list(edge, "dep_kinds").iter().any(is_needed));
        Self {
            name: text(package, "name"),
            version: text(package, "version"),
            licence: package["license"].as_str().map(str::to_owned),
            is_member,
            dependencies: dependencies.map(|dependency| text(dependency, "name")).collect(),
            binaries: targets.map(|target| text(target, "src_path").into()).collect(),
            resolved: resolved.map(|edge| text(edge, "pkg")).collect(),
        }
    }
}

/// The top folder of the repository: of the one that Cargo runs now, for a kept target folder may come from another.
pub(crate) fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        Path::new(&package).parent().unwrap().to_owned()
    });
    &ROOT
}

/// Asks for one platform: whoever builds has the sources of its crates, but not of those that only other systems need.
fn cargo_metadata() -> Value {
    let platform = format!("{}-unknown-linux-gnu", env::consts::ARCH);
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", &platform])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Neither for tests and examples alone (`dev`) nor for nothing: normal dependencies have no kind, build scripts' are `build`.
fn is_needed(dependency: &Value) -> bool {
    dependency["kind"] != "dev"
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_else(|| panic!("`{key}` is text in {value}")).to_owned()
}
