package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.weir.Floors.Floor;
import dev.weir.Floors.Touch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The code stands on the floors of the [table][Floors], and the README shows them.
class FloorsTest {
    private static final Set<String> SERVER =
            Set.of("dev.weir.http.HttpServer", "dev.weir.http.Request", "dev.weir.http.Reply");
    private static final JavaClasses HOUSE = new ClassFileImporter().importPath(Path.of("target/classes"));
    private static final Path README = Path.of("..", "README.md");
    private static final String BEGIN = "<!-- floors -->\n";
    private static final String END = "\n<!-- /floors -->";

    /// Types that touch the world, or let others do it.
    private static final Pattern WORLD = Pattern.compile("java\\.net\\.(?!URI|URLEncoder|URLDecoder).*"
            + "|java\\.io\\.(File|RandomAccessFile|Console).*"
            + "|java\\.nio\\.(file|channels)\\..*"
            + "|java\\.lang\\.(Thread|Process|Runtime\\b|ScopedValue|InheritableThreadLocal).*"
            + "|java\\.util\\.(Timer|TimerTask|Random|SplittableRandom)"
            + "|java\\.util\\.random\\..*"
            + "|java\\.security\\.SecureRandom"
            + "|java\\.util\\.concurrent\\.(.*Executor.*|ForkJoin.*|CompletableFuture|ThreadLocalRandom|locks\\..*)"
            + "|java\\.util\\.logging\\..*|java\\.sql\\..*"
            + "|io\\.vertx\\..*|io\\.netty\\..*");

    /// Calls that read a clock or roll dice, as `Type.method`.
    private static final Pattern CHANCE = Pattern.compile("java\\.lang\\.System\\.(currentTimeMillis|nanoTime)"
            + "|java\\.time\\.[A-Za-z]+\\.(now|system.*|tick.*)"
            + "|java\\.lang\\.Math\\.random|java\\.util\\.UUID\\.randomUUID|java\\.util\\.Date\\.<init>");

    private static final Set<String> READS_THE_ENVIRONMENT = Set.of("dev.weir.config.Environment");

    @Test
    void everyPackageHasAFloor() {
        assertThat(HOUSE.stream().map(JavaClass::getPackageName).distinct())
                .as("packages without a row in Floors.TABLE")
                .allMatch(name -> Floors.floorOf(name).count() == 1);
    }

    @Test
    void arrowsPointDownOnly() {
        assertThat(uses().filter(use -> !Floors.allows(from(use), to(use))).map(Dependency::getDescription))
                .isEmpty();
    }

    @Test
    void everyRowUsesOnlyLowerFloors() {
        for (Floor floor : Floors.TABLE) {
            for (Floor below :
                    rows(other -> floor.below().contains(other.name())).toList()) {
                boolean shared = floor.name().equals(below.name() + ".*");
                assertThat(below.level() < floor.level() || shared)
                        .as("%s uses %s", floor.name(), below.name())
                        .isTrue();
            }
            assertThat(floor.below())
                    .allMatch(name -> rows(other -> other.name().equals(name)).count() == 1);
        }
    }

    @Test
    void pureFloorsTouchNothing() {
        var types = uses().filter(use -> isPure(use.getOriginClass()))
                .filter(use -> WORLD.matcher(target(use).getName()).matches())
                .map(Dependency::getDescription);
        var calls = accesses(FloorsTest::isPure)
                .filter(access -> CHANCE.matcher(called(access)).matches())
                .map(JavaAccess::getDescription);
        assertThat(Stream.concat(types, calls)).isEmpty();
    }

    @Test
    void onlyConfigReadsTheEnvironment() {
        assertThat(accesses(type -> !READS_THE_ENVIRONMENT.contains(outermost(type)))
                        .filter(access -> called(access).equals("java.lang.System.getenv"))
                        .map(JavaAccess::getDescription))
                .isEmpty();
    }

    @Test
    void noServerTypeCrossesTheRoute() {
        assertThat(uses().filter(use -> from(use).equals("dev.weir.route"))
                        .filter(use -> SERVER.contains(target(use).getName()))
                        .map(Dependency::getDescription))
                .isEmpty();
    }

    @Test
    void readmeShowsTheFloors() throws IOException {
        String readme = Files.readString(README);
        int begin = readme.indexOf(BEGIN);
        int end = readme.indexOf(END);
        assertThat(0 <= begin && begin < end).as("README.md has the markers").isTrue();
        String shown = readme.substring(begin + BEGIN.length(), end);
        if (Boolean.getBoolean("weir.rewrite")) {
            Files.writeString(
                    README, readme.substring(0, begin + BEGIN.length()) + Floors.picture() + readme.substring(end));
            return;
        }
        assertThat(shown)
                .as("the floors in README.md; rewrite them: mvn -pl gateway test -Dtest=FloorsTest -Dweir.rewrite=true")
                .isEqualTo(Floors.picture());
    }

    @ParameterizedTest
    @CsvSource({
        "dev.weir.wire, java.util, true",
        "dev.weir.wire, tools.jackson.core.json, true",
        "dev.weir.wire, tools.jackson.databind, true",
        "dev.weir.wire, io.netty.buffer, false",
        "dev.weir.wire, dev.weir.flow, false",
        "dev.weir.wire, dev.weir.chat, false",
        "dev.weir.flow, tools.jackson.core, false",
        "dev.weir.chat, tools.jackson.databind.node, true",
        "dev.weir.chat, dev.weir.wire, false",
        "dev.weir.dialect.openai, dev.weir.dialect, true",
        "dev.weir.dialect.openai, dev.weir.dialect.openai, true",
        "dev.weir.dialect.openai, dev.weir.dialect.gemini, false",
        "dev.weir.dialect.openai, dev.weir.catalog, false",
        "dev.weir.dialect, dev.weir.dialect.openai, false",
        "dev.weir.catalog, dev.weir.dialect, false",
        "dev.weir.ledger, dev.weir.provider, false",
        "dev.weir.provider, dev.weir.dialect.gemini, true",
        "dev.weir.route, dev.weir.store, false",
        "dev.weir.server, dev.weir.route, true",
        "dev.weir.server, dev.weir.store, false",
        "dev.weir.server, dev.weir.provider, false",
        "dev.weir.server, dev.weir.sim, false",
        "dev.weir.store, dev.weir.ledger, true",
        "dev.weir.store, dev.weir.server, false",
        "dev.weir.sim, dev.weir.wire, true",
        "dev.weir.sim, dev.weir.chat, false",
        "dev.weir, dev.weir.sim, true",
        "dev.weir, picocli, true",
        "dev.weir.server, picocli, false",
        "dev.weir.nowhere, java.util, false",
        "dev.weir, dev.weir.nowhere, false",
        "dev.weir.dialect.openai.deeper, java.util, false",
    })
    void theTableSaysWhoMayUseWhom(String from, String to, boolean allowed) {
        assertThat(Floors.allows(from, to)).isEqualTo(allowed);
    }

    private static Stream<Dependency> uses() {
        return HOUSE.stream().flatMap(type -> type.getDirectDependenciesFromSelf().stream());
    }

    private static Stream<JavaAccess<?>> accesses(Predicate<JavaClass> by) {
        return HOUSE.stream().filter(by).flatMap(type -> type.getAccessesFromSelf().stream());
    }

    private static Stream<Floor> rows(Predicate<Floor> wanted) {
        return Floors.TABLE.stream().filter(wanted);
    }

    private static boolean isPure(JavaClass type) {
        return Floors.floorOf(type.getPackageName()).anyMatch(floor -> floor.touch() == Touch.PURE);
    }

    private static String from(Dependency use) {
        return use.getOriginClass().getPackageName();
    }

    private static String to(Dependency use) {
        return target(use).getPackageName();
    }

    private static JavaClass target(Dependency use) {
        return use.getTargetClass().getBaseComponentType();
    }

    private static String outermost(JavaClass type) {
        String name = type.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private static String called(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getTarget().getName();
    }
}
