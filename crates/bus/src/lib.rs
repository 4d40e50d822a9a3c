//! NATS: streams, publisher with receipts, pull consumer, verdicts.
