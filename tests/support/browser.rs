//! A real browser for tests: Chromium without a window, spoken to over the DevTools protocol.

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

use crate::{PATIENCE, folder, wait_for, wait_until};

/// Under which names it may be installed.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// Nothing that asks another host, draws on a screen or keeps anything.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "about:blank",
];

/// A running browser.
pub struct Browser {
    child: Child,
    wire: Wire,
    // After the child: its profile is removed when it has ended.
    _profile: TempDir,
}

/// One tab.
pub struct Tab {
    wire: Wire,
    session: String,
}

type Answers = Arc<Mutex<HashMap<u64, oneshot::Sender<Value>>>>;

/// What is said to the browser and what it says.
#[derive(Clone)]
struct Wire {
    say: mpsc::UnboundedSender<(u64, Value)>,
    answers: Answers,
    events: Arc<Mutex<Vec<Value>>>,
    next: Arc<Mutex<u64>>,
}

fn open<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[allow(clippy::disallowed_methods, reason = "a test program reads its own environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Where the browser is installed.
fn installed() -> Option<PathBuf> {
    let path = environment("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

impl Browser {
    /// Starts one, or says that browser tests are not run where none is installed.
    ///
    /// # Panics
    /// If it does not start; in CI also if none is installed.
    pub async fn start() -> Option<Self> {
        let Some(program) = installed() else {
            assert_ne!(environment("CI").as_deref(), Some("true"), "browser tests need Chromium");
            // Past the capture of test output: a person should see it.
            let _ = writeln!(std::io::stderr(), "browser tests: not run (no Chromium is installed)");
            return None;
        };
        let profile = folder();
        let mut child = Command::new(program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("a browser");
        let mut lines = BufReader::new(child.stderr.take().expect("its messages")).lines();
        let listening = async {
            while let Some(line) = lines.next_line().await.expect("its messages") {
                if let Some(address) = line.strip_prefix("DevTools listening on ") {
                    return address.to_owned();
                }
            }
            panic!("the browser ended before it listened");
        };
        let address = tokio::time::timeout(PATIENCE, listening).await.expect("a browser that listens");
        // A full pipe would stop it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let wire = Wire::connect(&address).await;
        Some(Self { child, wire, _profile: profile })
    }

    /// A new tab whose reader prefers `language`.
    ///
    /// # Panics
    /// If the browser does not open it.
    pub async fn tab(&self, language: &str) -> Tab {
        let target = self.wire.ask(None, "Target.createTarget", json!({"url": "about:blank"})).await.expect("a target");
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let attached = self.wire.ask(None, "Target.attachToTarget", attach).await.expect("a session");
        let tab = Tab { wire: self.wire.clone(), session: attached["sessionId"].as_str().expect("a session").to_owned() };
        for domain in ["Page", "Runtime", "Log", "Network"] {
            tab.ask(&format!("{domain}.enable"), json!({})).await;
        }
        tab.ask("Network.setExtraHTTPHeaders", json!({"headers": {"Accept-Language": language}})).await;
        tab
    }

    /// Ends it.
    ///
    /// # Panics
    /// If it does not end.
    pub async fn close(mut self) {
        self.wire.ask(None, "Browser.close", json!({})).await.expect("it closes");
        tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("an end").expect("a browser that ends");
    }
}

impl Wire {
    async fn connect(address: &str) -> Self {
        let (socket, _) = connect_async(address).await.expect("the browser's socket");
        let (mut out, mut heard) = socket.split();
        let (say, mut said) = mpsc::unbounded_channel::<(u64, Value)>();
        tokio::spawn(async move {
            while let Some((_, message)) = said.recv().await {
                if out.send(Message::text(message.to_string())).await.is_err() {
                    return;
                }
            }
        });
        let wire = Self { say, answers: Answers::default(), events: Arc::default(), next: Arc::default() };
        let (answers, events) = (wire.answers.clone(), wire.events.clone());
        tokio::spawn(async move {
            while let Some(Ok(message)) = heard.next().await {
                let Ok(message) = serde_json::from_slice::<Value>(&message.into_data()) else { continue };
                match message["id"].as_u64() {
                    Some(id) => {
                        if let Some(asked) = open(&answers).remove(&id) {
                            // Nobody may wait for it any more.
                            let _ = asked.send(message);
                        }
                    }
                    None => open(&events).push(message),
                }
            }
            // Whoever still waits learns that there will be no answer.
            open(&answers).clear();
        });
        wire
    }

    async fn ask(&self, session: Option<&str>, method: &str, params: Value) -> Result<Value, String> {
        let id = {
            let mut next = open(&self.next);
            *next += 1;
            *next
        };
        let mut message = json!({"id": id, "method": method, "params": params});
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        let (answer, answered) = oneshot::channel();
        open(&self.answers).insert(id, answer);
        self.say.send((id, message)).expect("a browser that listens");
        let answer = tokio::time::timeout(PATIENCE, answered).await.expect("an answer in time").expect("an answer");
        match answer.get("error") {
            Some(error) => Err(error["message"].as_str().unwrap_or_default().to_owned()),
            None => Ok(answer["result"].clone()),
        }
    }
}

impl Tab {
    async fn ask(&self, method: &str, params: Value) -> Value {
        self.wire.ask(Some(&self.session), method, params).await.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Opens `url` and waits until it has loaded.
    ///
    /// # Panics
    /// If it does not load.
    pub async fn go(&self, url: &str) {
        self.ask("Page.navigate", json!({"url": url})).await;
        self.loaded().await;
    }

    /// Clicks on what `selector` finds and waits until the page that opens has loaded.
    ///
    /// # Panics
    /// If there is no such thing, or no page loads.
    pub async fn follow(&self, selector: &str) {
        self.run("window.left = true").await;
        let click = format!(
            "(() => {{ const at = document.querySelector({selector:?}); if (at) setTimeout(() => at.click()); return at !== null; }})()"
        );
        assert_eq!(self.run(&click).await, json!(true), "there is no {selector}");
        self.until("the next page", "window.left === undefined").await;
        self.loaded().await;
    }

    async fn loaded(&self) {
        self.until("a loaded page", "document.readyState === 'complete' && location.href !== 'about:blank'").await;
    }

    /// What `script` gives; null while a page is being replaced by the next.
    pub async fn run(&self, script: &str) -> Value {
        let params = json!({"expression": script, "returnByValue": true, "awaitPromise": true});
        let answer = match self.wire.ask(Some(&self.session), "Runtime.evaluate", params).await {
            Ok(answer) => answer,
            Err(error) if error == "Inspected target navigated or closed" => return Value::Null,
            Err(error) => panic!("{script}: {error}"),
        };
        assert!(answer.get("exceptionDetails").is_none(), "{script}: {answer}");
        answer["result"]["value"].clone()
    }

    /// The text of what `selector` finds first, without space at its ends; null if there is none.
    pub async fn text(&self, selector: &str) -> Value {
        self.run(&format!("document.querySelector({selector:?})?.textContent.replace(/\\s+/g, ' ').trim() ?? null")).await
    }

    /// Waits until `script` gives true.
    ///
    /// # Panics
    /// If it does not in time.
    pub async fn until(&self, what: &str, script: &str) {
        wait_until(what, PATIENCE, || async { self.run(script).await == json!(true) }).await;
    }

    /// Waits until what `selector` finds has this text.
    ///
    /// # Panics
    /// If it does not in time.
    pub async fn reads(&self, selector: &str, text: &str) {
        let what = format!("{selector} reads {text:?}");
        wait_for(&what, PATIENCE, || async { (self.text(selector).await == json!(text)).then_some(()) }).await;
    }

    /// Makes the page so many pixels wide.
    pub async fn width(&self, pixels: u32) {
        let params = json!({"width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.ask("Emulation.setDeviceMetricsOverride", params).await;
    }

    /// Takes the network away from the tab, or gives it back.
    pub async fn offline(&self, offline: bool) {
        let params = json!({"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
        self.ask("Network.emulateNetworkConditions", params).await;
    }

    /// Fails if a page wrote an error to its console, or asked for anything but `origin`.
    ///
    /// # Panics
    /// If one did.
    pub fn is_clean(&self, origin: &str) {
        let events = open(&self.wire.events);
        let own = events.iter().filter(|event| event["sessionId"] == self.session.as_str());
        let mut asked = 0;
        for event in own {
            let params = &event["params"];
            match event["method"].as_str().unwrap_or_default() {
                "Runtime.exceptionThrown" => panic!("{params}"),
                "Runtime.consoleAPICalled" => assert_ne!(params["type"], "error", "{params}"),
                "Log.entryAdded" => assert_ne!(params["entry"]["level"], "error", "{params}"),
                "Network.requestWillBeSent" => {
                    let url = params["request"]["url"].as_str().unwrap_or_default();
                    // The browser draws its own date picker from images within itself.
                    assert!(url.starts_with(origin) || url.starts_with("data:"), "asked for {url}");
                    asked += 1;
                }
                _ => {}
            }
        }
        assert!(asked > 0, "no request was seen: this proves nothing");
    }
}
