package veredus.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class AdminJsonTest {
    private static final QueueView QUEUE = new QueueView(
            "spring:acme@example.net/marketing",
            "acme",
            "spring",
            "example.net",
            "marketing",
            "",
            5,
            1,
            1,
            0,
            Optional.of(Instant.parse("2026-11-24T10:11:12Z")),
            Optional.empty(),
            false,
            QueueMode.NORMAL,
            "");

    @Test
    void instantsAreIsoAndWhatIsAbsentIsLeftOut() {
        assertThat(AdminJson.LENIENT.writeValueAsString(QUEUE))
                .contains("\"earliestDue\":\"2026-11-24T10:11:12Z\"")
                .doesNotContain("oldest");
    }

    @Test
    void aRecordComesBackAsItWas() {
        String json = AdminJson.LENIENT.writeValueAsString(QUEUE);

        assertThat(AdminJson.STRICT.readValue(json, QueueView.class)).isEqualTo(QUEUE);
    }

    @Test
    void durationsAreSeconds() {
        var request = new ActionRequest(
                QueueFilter.ofQueue("q"),
                false,
                Optional.of(7L),
                Optional.of(Duration.ofMinutes(90)),
                Optional.empty(),
                Optional.empty());
        String json = AdminJson.LENIENT.writeValueAsString(request);

        assertThat(json).contains("\"duration\":5400");
        assertThat(AdminJson.STRICT.readValue(json, ActionRequest.class)).isEqualTo(request);
    }

    @Test
    void aRequestNeedsOnlyWhatItUses() {
        assertThat(AdminJson.STRICT.readValue("{\"filter\":{\"olderThan\":0.5}}", ActionRequest.class))
                .satisfies(request -> {
                    assertThat(request.dryRun()).isFalse();
                    assertThat(request.expected()).isEmpty();
                    assertThat(request.filter().olderThan()).contains(Duration.ofMillis(500));
                    assertThat(request.filter().tenant()).isEmpty();
                });
    }

    @Test
    void aMoveComesBackAsItWasWithOrWithoutARoute() {
        var move = new MoveRequest(
                QueueFilter.NOTHING.onRoute(Optional.of("hub")),
                Optional.empty(),
                Optional.empty(),
                Optional.of(""),
                false,
                Optional.empty(),
                Optional.of("x"));
        assertThat(AdminJson.STRICT.readValue(AdminJson.LENIENT.writeValueAsString(move), MoveRequest.class))
                .isEqualTo(move);
        assertThat(AdminJson.STRICT
                        .readValue("{\"filter\":{\"all\":true},\"toPool\":\"b\"}", MoveRequest.class)
                        .toRoute())
                .isEmpty();
    }

    @Test
    void aMisspeltFilterIsRefused() {
        assertThatThrownBy(() -> AdminJson.STRICT.readValue("{\"filter\":{\"tennant\":\"a\"}}", ActionRequest.class))
                .isInstanceOf(JacksonException.class);
    }

    @Test
    void aNewerAnswerIsUnderstood() {
        assertThat(AdminJson.LENIENT.readValue("{\"title\":\"t\",\"status\":404,\"more\":1}", ApiProblem.class))
                .isEqualTo(new ApiProblem("t", 404, ""));
    }

    @Test
    void aPriorityIsADigitOrAWord() {
        assertThat(PriorityRequest.parse("0")).hasValue(0);
        assertThat(PriorityRequest.parse("normal")).hasValue(5);
        assertThat(PriorityRequest.parse("high").getAsInt())
                .isLessThan(PriorityRequest.parse("low").getAsInt());
        assertThat(PriorityRequest.parse("10")).isEmpty();
        assertThat(PriorityRequest.parse("urgent")).isEmpty();
    }

    @Test
    void aFilterBySiteMeansSomething() {
        var filter = AdminJson.STRICT.readValue("{\"site\":\"mx.big.example\"}", QueueFilter.class);

        assertThat(filter.isEmpty()).isFalse();
        assertThat(filter.within(Optional.of("acme")).site()).contains("mx.big.example");
        assertThat(AdminJson.STRICT.readValue(AdminJson.LENIENT.writeValueAsString(filter), QueueFilter.class))
                .isEqualTo(filter);
    }

    @Test
    void aFilterWithoutConditionsMeansNothing() {
        assertThat(QueueFilter.NOTHING.isEmpty()).isTrue();
        assertThat(QueueFilter.ofQueue("q").isEmpty()).isFalse();
        assertThat(AdminJson.STRICT
                        .readValue("{\"all\":true}", QueueFilter.class)
                        .isEmpty())
                .isFalse();
    }
}
