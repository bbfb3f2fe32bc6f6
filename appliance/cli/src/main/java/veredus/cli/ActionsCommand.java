package veredus.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import veredus.api.admin.ActionPage;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.StandingAction;
import veredus.api.client.EngineClient;
import veredus.api.policy.DurationText;

/** {@code veredus actions}. */
@Command(
        name = "actions",
        description = "List what operators did and is in force: pauses, what is disabled, mail that is withheld.",
        mixinStandardHelpOptions = true)
final class ActionsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Override
    public Integer call() {
        ActionPage page = engine.ask(EngineClient::actions);
        spec.commandLine()
                .getOut()
                .println(
                        engine.isJson() ? EngineOptions.line(page) : table(page).in(Look.of(spec)));
        return ExitCode.OK;
    }

    private static Table table(ActionPage page) {
        var table = new Table("ACTION", "WHAT", "RECIPIENTS", "BY", "SINCE", "UNTIL", "REASON");
        for (StandingAction action : page.actions()) {
            table.add(
                    action.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    what(action),
                    action.recipients() + (action.atLeast() ? "+" : ""),
                    action.by(),
                    action.since(),
                    action.until().map(Object::toString).orElse("-"),
                    action.reason());
        }
        return table;
    }

    private static String what(StandingAction action) {
        var words = new ArrayList<String>();
        action.name().ifPresent(words::add);
        action.filter().map(ActionsCommand::words).ifPresent(words::addAll);
        return String.join(" ", words);
    }

    /** Such as {@code domain=big.example}. */
    private static List<String> words(QueueFilter filter) {
        var words = new ArrayList<String>();
        add(words, "queue", filter.queue());
        add(words, "domain", filter.domain());
        add(words, "tenant", filter.tenant());
        add(words, "campaign", filter.campaign());
        add(words, "pool", filter.pool());
        add(words, "route", filter.route());
        add(words, "recipient", filter.recipient());
        add(words, "sender", filter.sender());
        add(words, "older-than", filter.olderThan().map(DurationText::format));
        add(words, "site", filter.site());
        add(words, "vmta", filter.vmta());
        return words.isEmpty() ? List.of("all") : words;
    }

    private static void add(List<String> words, String name, Optional<String> value) {
        value.ifPresent(text -> words.add(name + "=" + text));
    }
}
