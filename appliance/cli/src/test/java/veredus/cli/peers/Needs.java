package veredus.cli.peers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Tests that need programs of others. Where one is missing they are skipped, and the output says what to install. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Needs.Condition.class)
@interface Needs {
    /** Names of programs. */
    String[] value();

    /** Whether they have to be started as root. */
    boolean root() default false;

    /** Looks for the programs. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<Needs> needs = AnnotationSupport.findAnnotation(context.getElement(), Needs.class);
            if (needs.isEmpty()) {
                return ConditionEvaluationResult.enabled("needs nothing");
            }
            String missing = missing(needs.get());
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("everything is there");
            }
            String said = "SKIPPED " + context.getDisplayName() + ": needs " + missing;
            System.out.println(said);
            return ConditionEvaluationResult.disabled(said);
        }

        private static String missing(Needs needs) {
            if (needs.root() && !"root".equals(System.getProperty("user.name"))) {
                return "to run as root";
            }
            return Arrays.stream(needs.value())
                    .filter(name -> (name.equals("exim4") ? Program.exim() : Program.find(name)).isEmpty())
                    .findFirst()
                    .map(name -> name + "; on Debian, .ci/peers installs it (as root)")
                    .orElse("");
        }
    }
}
