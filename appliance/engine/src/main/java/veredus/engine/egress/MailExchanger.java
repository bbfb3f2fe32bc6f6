package veredus.engine.egress;

/** A host that takes mail; {@code host} is a name or an address in text. Lower {@code preference} is tried first. */
public record MailExchanger(int preference, String host, int port) {}
