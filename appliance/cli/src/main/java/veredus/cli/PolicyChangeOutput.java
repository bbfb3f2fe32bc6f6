package veredus.cli;

import picocli.CommandLine.Model.CommandSpec;
import veredus.api.admin.PolicyReply;

/** Says what came of a change of the policy. */
record PolicyChangeOutput(CommandSpec spec, EngineOptions engine) {

    /** Prints {@code reply}; the exit code says whether it is in force. */
    int print(PolicyReply reply) {
        var out = spec.commandLine().getOut();
        if (engine.isJson()) {
            out.println(EngineOptions.line(reply));
        } else {
            reply.problems().forEach(problem -> out.println(ConfigCheckCommand.line(problem, Look.of(spec))));
            reply.notes().forEach(note -> out.println(Table.printable(note)));
            String version = reply.version().map(id -> " version " + id).orElse("");
            if (!reply.accepted()) {
                out.println("refused");
            } else {
                out.println("in force:" + version);
            }
            reply.confirmBy()
                    .ifPresent(until ->
                            out.println("goes back at " + until + " unless it is confirmed: veredus config confirm"));
        }
        return reply.accepted() ? ExitCode.OK : ExitCode.CONFIGURATION;
    }
}
