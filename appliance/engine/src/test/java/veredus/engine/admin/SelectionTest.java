package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import veredus.api.admin.AdminJson;
import veredus.api.admin.QueueFilter;
import veredus.engine.envelope.QueueName;
import veredus.mail.address.Domain;

/** What a filter means for a queue. */
class SelectionTest {
    private static final QueueName QUEUE = new QueueName("acme", "spring", new Domain("mail.example.net"), "all");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'all':true}|true",
                "{'queue':'spring:acme@mail.example.net/all'}|true",
                "{'queue':'spring:acme@mail.example.net/other'}|false",
                "{'domain':'mail.example.net'}|true",
                "{'domain':'MAIL.example.net'}|true",
                "{'domain':'*.example.net'}|true",
                "{'domain':'example.net'}|false",
                "{'domain':'*.mail.example.net'}|false",
                "{'tenant':'acme','campaign':'spring','pool':'all'}|true",
                "{'tenant':'acme','campaign':'autumn'}|false",
                "{'recipient':'x@mail.example.net'}|true",
                "{'recipient':'x@elsewhere.example'}|false",
                "{'sender':'anybody@example.org'}|true"
            })
    void allThatIsGivenMustHold(String filter, boolean has) {
        assertThat(selection(filter).has(QUEUE)).isEqualTo(has);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'all':true}|{'campaign':'spring'}|true",
                "{'tenant':'acme'}|{'tenant':'acme','campaign':'spring'}|true",
                "{'tenant':'acme','campaign':'spring'}|{'tenant':'acme'}|false",
                "{'tenant':'acme'}|{'tenant':'other'}|false",
                "{'site':'mx.big'}|{'tenant':'acme'}|false"
            })
    void aSelectionCoversNarrowerOnes(String wide, String narrow, boolean covers) {
        assertThat(selection(wide).covers(filter(narrow))).isEqualTo(covers);
    }

    private static Selection selection(String filter) {
        return Selection.of(filter(filter), Instant.EPOCH);
    }

    private static QueueFilter filter(String json) {
        return AdminJson.STRICT.readValue(json.replace('\'', '"'), QueueFilter.class);
    }
}
