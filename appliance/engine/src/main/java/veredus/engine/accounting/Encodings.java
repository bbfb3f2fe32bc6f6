package veredus.engine.accounting;

import veredus.api.policy.AccountingPolicy;

/** The encodings that policy may name. */
final class Encodings {
    private Encodings() {}

    static Encoding of(AccountingPolicy.Format format) {
        return switch (format) {
            case JSON ->
                new Encoding(
                        "json", "", (record, text) -> text.append(record.id()).append('\n'));
            case CSV ->
                new Encoding(
                        "csv",
                        "id\r\n",
                        (record, text) -> text.append(record.id()).append("\r\n"));
        };
    }

    static Encoding mailLog() {
        return new Encoding(
                "log", "", (record, text) -> text.append(record.id()).append('\n'));
    }
}
