//! The one binary: reads arguments and environment once, runs one command, and says in one sentence what went wrong.

use std::process::ExitCode;

use clap::Parser;
use jointcase::cli::Cli;
use jointcase::config::Config;
use jointcase::usage;
use tracing_subscriber::EnvFilter;

/// The fold and the door make and drop many small things; the system's allocator took a third of a rebuild.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[allow(clippy::disallowed_methods, reason = "the one place where the environment is read")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let arguments: Vec<String> = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
            if error.use_stderr() {
                eprint!("{}", usage::words(&error, usage::language(&arguments)));
            } else {
                drop(error.print()); // Help that was asked for; a closed pipe is no error.
            }
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let config = Config::read(environment);
    let filter = EnvFilter::try_new(config.log.as_deref().unwrap_or("warn,jointcase=info,sqlx::pool=error"))
        .unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).compact().init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("jointcase: 无法启动线程 / the program cannot start its threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    let language = cli.language().map(str::to_owned);
    match runtime.block_on(cli.run(&config)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}", jointcase::words::last_words(&error, language.as_deref()));
            ExitCode::FAILURE
        }
    }
}
