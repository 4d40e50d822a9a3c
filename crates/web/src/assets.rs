//! Style, scripts and maps from the program itself, under names that change with their content.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::error::PageError;

struct Asset {
    /// The name as pages know it.
    name: &'static str,
    /// The name in the link: with the beginning of its hash.
    link: String,
    kind: &'static str,
    bytes: &'static [u8],
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let asset = |name: &'static str, kind: &'static str, bytes: &'static [u8]| {
        let hash: String = Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Asset { name, link: format!("/assets/{hash}/{name}"), kind, bytes }
    };
    vec![
        asset("style.css", "text/css; charset=utf-8", include_bytes!("../assets/style.css")),
        asset("page.js", "text/javascript; charset=utf-8", include_bytes!("../assets/page.js")),
        asset("charts.js", "text/javascript; charset=utf-8", include_bytes!("../assets/charts.js")),
        asset("echarts.js", "text/javascript; charset=utf-8", include_bytes!("../assets/echarts-6.1.0.min.js")),
        asset("jining.geojson", "application/geo+json", include_bytes!("../assets/jining-counties.geojson")),
        asset("echarts-LICENSE.txt", "text/plain; charset=utf-8", include_bytes!("../assets/echarts-LICENSE.txt")),
        asset("echarts-NOTICE.txt", "text/plain; charset=utf-8", include_bytes!("../assets/echarts-NOTICE.txt")),
        asset("icon.svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
    ]
});

/// The link of the asset that pages know by `name`.
pub(crate) fn link(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| asset.link.as_str())
}

/// Serves an asset; its link changes with its content, so it may be kept for ever.
pub(crate) async fn serve(Path((hash, name)): Path<(String, String)>) -> Result<Response, PageError> {
    let asked = format!("/assets/{hash}/{name}");
    let asset = ASSETS.iter().find(|asset| asset.link == asked).ok_or(PageError::NotFound)?;
    let headers = [(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_has_a_link_of_its_own() {
        let mut links: Vec<&str> = ASSETS.iter().map(|asset| asset.link.as_str()).collect();
        links.sort_unstable();
        links.dedup();
        assert_eq!(links.len(), ASSETS.len());
        assert!(link("style.css").ends_with("/style.css"));
    }

    #[tokio::test]
    async fn a_link_with_another_hash_is_not_found() {
        let stale = serve(Path(("0000000000000000".into(), "style.css".into()))).await;
        assert!(matches!(stale, Err(PageError::NotFound)));
    }
}
