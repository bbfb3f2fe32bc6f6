package veredus.engine.accounting;

import java.util.function.BiConsumer;
import veredus.api.accounting.AccountingRecord;

/**
 * How records look in one kind of file.
 *
 * @param extension of the file's name
 * @param header the first line of each file with its line end; may be empty
 * @param line adds a record's line with its line end; no line end stands inside it
 */
record Encoding(String extension, String header, BiConsumer<AccountingRecord, StringBuilder> line) {}
