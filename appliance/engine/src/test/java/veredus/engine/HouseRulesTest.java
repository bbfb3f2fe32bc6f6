package veredus.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may touch what: the invariants of docs/ARCHITECTURE.md, as far as the imports show them. */
@AnalyzeClasses(packages = "veredus", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    /** Invariant 1: the index can be thrown away, so nobody else may come to depend on it. */
    @ArchTest
    static final ArchRule onlyTheSpoolIndexKnowsMapDb = noClasses()
            .that()
            .haveNameNotMatching("veredus\\.engine\\.spool\\.SpoolIndex.*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.mapdb..");

    /** Git is a way to keep the history of the policy, not a way to think of it (decision 6). */
    @ArchTest
    static final ArchRule onlyTheHistoryKnowsGit = noClasses()
            .that()
            .haveNameNotMatching("veredus\\.engine\\.policy\\.(PolicyHistory|OwnGitSettings).*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.jgit..");

    /** Invariant 2: a recipient's end or delay is written by the settlement alone. */
    @ArchTest
    static final ArchRule onlyTheSettlementChangesStates = noClasses()
            .that()
            .resideOutsideOfPackages("veredus.engine.settlement..", "veredus.engine.spool..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("veredus.engine.spool.StateChange");

    /** Invariant 3: who talks does not decide, store or queue. */
    @ArchTest
    static final ArchRule aConversationOnlyTalks = noClasses()
            .that()
            .haveNameMatching("veredus\\.engine\\.delivery\\.(OutboundSession|PeerStream|Introduction).*")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("veredus.engine.queue..", "veredus.engine.settlement..", "veredus.engine.accounting..");

    /** Invariant 4: what mail is knows nothing of where it lives. */
    @ArchTest
    static final ArchRule mailIsPure = noClasses()
            .that()
            .resideInAPackage("veredus.mail..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "veredus.engine..", "veredus.world..", "veredus.api..", "org.slf4j..", "java.nio.file..");

    /** Invariant 5: what the outside may see has no way into the engine. */
    @ArchTest
    static final ArchRule theApiKnowsNoEngine = noClasses()
            .that()
            .resideInAPackage("veredus.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("veredus.engine..", "veredus.world..");

    /** Invariant 6: the doors know nobody behind them. */
    @ArchTest
    static final ArchRule theDoorsKnowNoEngine = noClasses()
            .that()
            .resideInAPackage("veredus.world..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("veredus.engine..", "veredus.api..");

    /** Invariant 7: the engine does not know which world it is in; Main opens the real one. */
    @ArchTest
    static final ArchRule onlyTheWiringOpensTheRealWorld = noClasses()
            .that()
            .resideInAPackage("veredus.engine..")
            .and()
            .resideOutsideOfPackages("veredus.engine", "veredus.engine.listener", "veredus.engine.admin")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("veredus.world.real..");

    /** Helidon is met in the network door and in the admin server. */
    @ArchTest
    static final ArchRule helidonIsMetInTwoPlaces = noClasses()
            .that()
            .resideInAPackage("veredus..")
            .and()
            .resideOutsideOfPackages("veredus.world.real..", "veredus.engine.admin..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.helidon..");

    /** Packages depend downwards: no room needs a room that needs it. */
    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("veredus.engine.(*)..").should().beFreeOfCycles();

    /** Java serialization never touches what comes from a disk or a peer. */
    @ArchTest
    static final ArchRule nobodyDeserializesObjects =
            noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.io.ObjectInputStream");

    @ArchTest
    static final ArchRule namesSayWhatThingsAre = classes()
            .that()
            .resideInAPackage("veredus..")
            .should()
            .haveSimpleNameNotEndingWith("Impl")
            .andShould()
            .haveSimpleNameNotEndingWith("Manager")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Util")
            .andShould()
            .haveSimpleNameNotEndingWith("Utils");
}
