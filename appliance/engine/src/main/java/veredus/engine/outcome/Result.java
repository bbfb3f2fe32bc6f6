package veredus.engine.outcome;

import veredus.engine.envelope.Recipient;

/** What was said about one recipient. */
public record Result(Recipient recipient, Outcome outcome) {}
