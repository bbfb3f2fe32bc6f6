package veredus.api.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import veredus.api.admin.ActionPage;
import veredus.api.admin.ActionReply;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.AgeBucket;
import veredus.api.admin.ApiProblem;
import veredus.api.admin.AuditPage;
import veredus.api.admin.AuditRecord;
import veredus.api.admin.EngineStatus;
import veredus.api.admin.ExplainView;
import veredus.api.admin.GroupPage;
import veredus.api.admin.GroupView;
import veredus.api.admin.MachineView;
import veredus.api.admin.MessagePage;
import veredus.api.admin.MessageView;
import veredus.api.admin.MoveRequest;
import veredus.api.admin.PendingPage;
import veredus.api.admin.PendingView;
import veredus.api.admin.PolicyApplyRequest;
import veredus.api.admin.PolicyCompareRequest;
import veredus.api.admin.PolicyComparison;
import veredus.api.admin.PolicyHistoryPage;
import veredus.api.admin.PolicyReply;
import veredus.api.admin.PolicyRollbackRequest;
import veredus.api.admin.PolicyState;
import veredus.api.admin.PolicyVersion;
import veredus.api.admin.PolicyVersionFiles;
import veredus.api.admin.PriorityRequest;
import veredus.api.admin.QueueAges;
import veredus.api.admin.QueueCause;
import veredus.api.admin.QueueDetail;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.QueueOutlook;
import veredus.api.admin.QueuePage;
import veredus.api.admin.QueueView;
import veredus.api.admin.QueueWhy;
import veredus.api.admin.ReloadReply;
import veredus.api.admin.ResolveView;
import veredus.api.admin.SiteCounts;
import veredus.api.admin.SitePage;
import veredus.api.admin.SiteView;
import veredus.api.admin.StandingAction;
import veredus.api.admin.SwitchRequest;
import veredus.api.admin.SwitchView;
import veredus.api.admin.SystemView;
import veredus.api.admin.TestMailRequest;
import veredus.api.admin.TestMailView;
import veredus.api.admin.TokenPage;
import veredus.api.admin.TokenReply;
import veredus.api.admin.TokenRequest;
import veredus.api.admin.TokenView;
import veredus.api.admin.TraceRequest;
import veredus.api.admin.TraceView;
import veredus.api.admin.UndoRequest;
import veredus.api.admin.VmtaPage;
import veredus.api.admin.VmtaView;
import veredus.api.policy.Origin;
import veredus.api.policy.PathRules;
import veredus.api.policy.PolicyDiff;
import veredus.api.policy.PolicyProblem;

/** The description of the API, the client and the records say the same. */
class OpenApiTest {
    private static final List<Class<? extends Record>> RECORDS = List.of(
            EngineStatus.class,
            QueueView.class,
            QueuePage.class,
            QueueDetail.class,
            QueueDetail.PathView.class,
            QueueWhy.class,
            QueueCause.class,
            MessageView.class,
            MessageView.RecipientView.class,
            MessagePage.class,
            QueueFilter.class,
            ActionRequest.class,
            ActionReply.class,
            GroupView.class,
            GroupPage.class,
            ResolveView.class,
            ResolveView.HostView.class,
            MoveRequest.class,
            SiteCounts.class,
            SiteView.class,
            SitePage.class,
            StandingAction.class,
            ActionPage.class,
            AgeBucket.class,
            QueueAges.class,
            PriorityRequest.class,
            UndoRequest.class,
            PendingView.class,
            PendingPage.class,
            ExplainView.class,
            ExplainView.Exchanger.class,
            ExplainView.RuleUsed.class,
            ExplainView.RouteUsed.class,
            ExplainView.Member.class,
            ExplainView.Value.class,
            ExplainView.Overridden.class,
            SystemView.class,
            SystemView.SpoolView.class,
            SystemView.CertificateView.class,
            MachineView.class,
            MachineView.AddressView.class,
            MachineView.NameView.class,
            TestMailRequest.class,
            TestMailView.class,
            TraceRequest.class,
            TraceView.class,
            TraceView.Line.class,
            ReloadReply.class,
            ApiProblem.class,
            PathRules.Explained.class,
            PathRules.Setting.class,
            Origin.class,
            PolicyProblem.class,
            PolicyState.class,
            PolicyVersion.class,
            PolicyHistoryPage.class,
            PolicyVersionFiles.class,
            PolicyApplyRequest.class,
            PolicyRollbackRequest.class,
            PolicyReply.class,
            PolicyCompareRequest.class,
            PolicyComparison.class,
            PolicyDiff.Change.class,
            QueueOutlook.class,
            QueueOutlook.Effect.class,
            TokenView.class,
            TokenPage.class,
            TokenRequest.class,
            TokenReply.class,
            AuditRecord.class,
            AuditPage.class,
            SwitchRequest.class,
            SwitchView.class,
            VmtaView.class,
            VmtaPage.class);

    private static List<String> lines() throws IOException {
        try (InputStream in = Objects.requireNonNull(EngineClient.class.getResourceAsStream("/veredus/openapi.yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    @Test
    void thePathsAreThoseOfTheClient() throws IOException {
        var described = new ArrayList<String>();
        String path = "";
        for (String line : lines()) {
            if (line.matches("  /.*:")) {
                path = line.strip().replaceAll(":$", "");
            } else if (line.matches("    (get|post|put|delete|patch):")) {
                described.add(line.strip().replaceAll(":$", "").toUpperCase(java.util.Locale.ROOT) + " " + path);
            }
        }

        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Endpoint.values())
                        .map(endpoint -> endpoint.method() + " " + endpoint.path())
                        .toList());
    }

    @TestFactory
    Stream<DynamicTest> everySchemaHasTheComponentsOfItsRecord() throws IOException {
        Map<String, List<String>> schemas = schemas();
        assertThat(schemas.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        RECORDS.stream().map(Class::getSimpleName).toList());
        return RECORDS.stream()
                .map(type -> DynamicTest.dynamicTest(
                        type.getSimpleName(),
                        () -> assertThat(schemas.get(type.getSimpleName()))
                                .containsExactlyElementsOf(Arrays.stream(type.getRecordComponents())
                                        .map(RecordComponent::getName)
                                        .toList())));
    }

    private static Map<String, List<String>> schemas() throws IOException {
        Map<String, List<String>> schemas = new LinkedHashMap<>();
        List<String> properties = new ArrayList<>();
        boolean inside = false;
        for (String line : lines()) {
            inside |= line.equals("  schemas:");
            if (inside && line.matches("    \\w+:")) {
                properties = new ArrayList<>();
                schemas.put(line.strip().replaceAll(":$", ""), properties);
            } else if (inside && line.matches("        \\w+:")) {
                properties.add(line.strip().replaceAll(":$", ""));
            }
        }
        return schemas;
    }
}
