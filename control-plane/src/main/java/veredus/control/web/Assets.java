package veredus.control.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.GZIPOutputStream;

/**
 * Scripts, styles and pictures, read once out of the jars that {@code assets.properties} names, packed once, and served
 * from memory. The hash of an asset's bytes is part of its URL, so a browser may keep it for ever; a new version has a new
 * URL. Immutable.
 */
public final class Assets {
    static final String PREFIX = "/assets/";

    private static final String LIST = "/veredus/control/assets.properties";
    private static final int LARGEST_BYTES = 2 << 20;
    private static final int HASH_DIGITS = 16;
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private final Map<String, Asset> byName;

    private record Asset(String type, String hash, byte[] plain, byte[] packed) {}

    private Assets(Map<String, Asset> byName) {
        this.byName = byName;
    }

    /** Reads all of them. */
    public static Assets load() throws IOException {
        var list = new Properties();
        try (InputStream in = open(LIST)) {
            list.load(in);
        }
        var assets = new LinkedHashMap<String, Asset>();
        for (String name : list.stringPropertyNames()) {
            try (InputStream in = open("/" + list.getProperty(name))) {
                byte[] plain = in.readNBytes(LARGEST_BYTES);
                assets.put(name, new Asset(type(name), hash(plain), plain, packed(plain)));
            }
        }
        return new Assets(assets);
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = Assets.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("the program is incomplete: there is no " + resource);
        }
        return in;
    }

    /** Where {@code name} is served. */
    public String url(String name) {
        Asset asset = byName.get(name);
        if (asset == null) {
            throw new IllegalArgumentException("no asset is called " + name);
        }
        return PREFIX + asset.hash() + "/" + name;
    }

    /**
     * Answers a request for one.
     *
     * @param path begins with {@link #PREFIX}
     */
    Reply.Whole answer(String path, Optional<String> known, boolean takesGzip) {
        String[] parts = path.substring(PREFIX.length()).split("/", -1);
        Asset asset = parts.length == 2 ? byName.get(parts[1]) : null;
        if (asset == null || !asset.hash().equals(parts[0])) {
            throw new Refusal(404, "No such file", "Load the page again: this program may have been updated.");
        }
        String tag = "\"" + asset.hash() + "\"";
        Map<String, String> headers =
                new LinkedHashMap<>(Map.of("Cache-Control", FOR_EVER, "ETag", tag, "Vary", "Accept-Encoding"));
        if (known.filter(given -> given.contains(tag)).isPresent()) {
            return new Reply.Whole(304, asset.type(), new byte[0], headers);
        }
        if (takesGzip) {
            headers.put("Content-Encoding", "gzip");
        }
        return new Reply.Whole(200, asset.type(), takesGzip ? asset.packed() : asset.plain(), headers);
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException("no type is known for " + name);
        };
    }

    private static byte[] packed(byte[] plain) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
