package veredus.control.screens;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import veredus.api.admin.TestMailRequest;
import veredus.api.admin.TestMailView;
import veredus.api.admin.VmtaView;
import veredus.api.client.EngineException;
import veredus.control.live.Snapshot;
import veredus.control.people.Session;
import veredus.control.start.FirstSetUp;
import veredus.control.start.FirstSetUps;
import veredus.control.web.Pages;
import veredus.control.web.Reply;
import veredus.control.web.Visit;

/** Does mail get out? A message that is delivered now, with what was said, and what to do next. */
public final class StartTestScreen {
    private static final int MOST_VMTAS = 200;
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>]{1,64}@[^\\s@<>]{1,253}");

    private final Pages pages;
    private final Supplier<Snapshot> engine;
    private final FirstSetUps setUps;

    /**
     * The page.
     *
     * @param vmtas that may be chosen
     * @param told what was said; absent before anything was sent
     * @param errors by field
     */
    public record Model(
            FirstSetUp said,
            String sender,
            String recipient,
            String vmta,
            List<String> vmtas,
            Optional<TestMailView> told,
            Map<String, String> errors,
            String problem) {
        /** The domain of the sender, whose records receivers ask for. */
        public String domain() {
            return sender.substring(sender.indexOf('@') + 1);
        }

        /** The SPF record that lets the chosen addresses send, as far as they are known (RFC 7208). */
        public String spf() {
            var text = new StringBuilder("v=spf1");
            for (String address : said.addresses()) {
                text.append(address.indexOf(':') < 0 ? " ip4:" : " ip6:").append(address);
            }
            return text.append(said.addresses().isEmpty() ? " a:" + said.host() : "")
                    .append(" ~all")
                    .toString();
        }
    }

    public StartTestScreen(Pages pages, Supplier<Snapshot> engine, FirstSetUps setUps) {
        this.pages = pages;
        this.engine = engine;
        this.setUps = setUps;
    }

    private FirstSetUp said() {
        return setUps.begun().orElse(FirstSetUp.NOTHING);
    }

    public Reply form(Visit visit) throws IOException {
        String user = said().access().user();
        String host = said().host().isEmpty() ? visit.engine().status().hostName() : said().host();
        String sender = user.indexOf('@') > 0 ? user : "test@" + host;
        return page(visit, 200, sender, Optional.empty(), Map.of(), "");
    }

    private Reply page(
            Visit visit,
            int status,
            String sender,
            Optional<TestMailView> told,
            Map<String, String> errors,
            String problem)
            throws IOException {
        List<String> vmtas = visit.engine().vmtas().vmtas().stream()
                .filter(VmtaView::enabled)
                .limit(MOST_VMTAS)
                .map(VmtaView::name)
                .toList();
        var model = new Model(
                said(),
                sender,
                visit.field("recipient").orElse(""),
                visit.field("vmta").orElse(""),
                vmtas,
                told,
                errors,
                problem);
        return Reply.html(status, pages.page("start-test", visit, model, engine.get()));
    }

    /** Sends it; answers when the conversation is over. */
    public Reply send(Visit visit) throws IOException {
        String sender = visit.field("sender").orElse("");
        String recipient = visit.field("recipient").orElse("");
        Map<String, String> errors = new LinkedHashMap<>();
        if (!ADDRESS.matcher(sender).matches()) {
            errors.put("sender", "An address, such as news@example.com.");
        }
        if (!ADDRESS.matcher(recipient).matches()) {
            errors.put("recipient", "An address whose mailbox you can look into.");
        }
        if (!errors.isEmpty()) {
            return page(visit, 422, sender, Optional.empty(), errors, "");
        }
        try {
            TestMailView told = visit.engine().testMail(new TestMailRequest(sender, recipient, visit.field("vmta")));
            return page(visit, 200, sender, Optional.of(told), Map.of(), "");
        } catch (EngineException refused) {
            if (refused.problem().status() == 401 || refused.problem().status() == 403) {
                throw refused;
            }
            return page(visit, 422, sender, Optional.empty(), Map.of(), ConfigReviewScreen.said(refused));
        }
    }

    /** The end of the first set-up. */
    public Reply finish(Visit visit) throws IOException {
        setUps.forget();
        visit.signedIn()
                .session()
                .tell(new Session.Notice("The first set-up is done. Good sending.", false, Optional.empty()));
        return Reply.seeOther("/");
    }
}
