package veredus.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * JSON of the admin API: instants in ISO 8601, durations as seconds, what is absent left out. A record is an object
 * with its components' names.
 */
public final class AdminJson {
    /** For answers: a newer engine may say more than we know. */
    public static final JsonMapper LENIENT = builder().build();

    /** For requests: a key that we do not know is an error, for a misspelt filter would mean something else. */
    public static final JsonMapper STRICT = builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private AdminJson() {}

    private static JsonMapper.Builder builder() {
        var durations = new SimpleModule("durations");
        durations.addSerializer(Duration.class, new DurationWriter());
        durations.addDeserializer(Duration.class, new DurationReader());
        return JsonMapper.builder()
                .addModule(durations)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .changeDefaultPropertyInclusion(usual -> usual.withValueInclusion(JsonInclude.Include.NON_ABSENT));
    }

    private static final class DurationWriter extends ValueSerializer<Duration> {
        @Override
        public void serialize(Duration value, JsonGenerator out, SerializationContext context) {
            if (value.toMillisPart() == 0) {
                out.writeNumber(value.toSeconds());
            } else {
                out.writeNumber(value.toMillis() / 1000.0);
            }
        }
    }

    private static final class DurationReader extends ValueDeserializer<Duration> {
        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context) {
            return Duration.ofMillis(Math.round(in.getDoubleValue() * 1000));
        }
    }
}
