package veredus.engine.accounting;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import veredus.api.accounting.AccountingCsv;
import veredus.api.accounting.AccountingJson;
import veredus.api.accounting.AccountingRecord;
import veredus.api.accounting.LineBuffer;
import veredus.api.policy.AccountingPolicy;

/**
 * How records look in one kind of file.
 *
 * @param extension of the file's name
 * @param header adds the first line of each file; may add nothing
 * @param line adds a record's line with its line end; no line end stands inside it
 */
record Encoding(String extension, Consumer<LineBuffer> header, BiConsumer<AccountingRecord, LineBuffer> line) {

    /** That of {@code output}; {@code headers} are the captured header fields that get a column. */
    static Encoding of(AccountingPolicy.Output output, List<String> headers) {
        return switch (output.format()) {
            case JSON -> new Encoding("json", buffer -> {}, AccountingJson::write);
            case CSV -> {
                var csv = new AccountingCsv(output.records(), headers);
                yield new Encoding("csv", csv::writeHeader, csv::write);
            }
        };
    }
}
