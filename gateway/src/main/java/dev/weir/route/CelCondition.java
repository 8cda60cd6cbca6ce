package dev.weir.route;

import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelVariableResolver;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A condition in the Common Expression Language (cel.dev), checked with its types before it is used, and without side
/// effects or loops. The facts that it names are found out when it comes to them.
public final class CelCondition implements Condition {
    /// A fact as conditions name it.
    private record Fact(CelType type, Function<Facts, Object> value) {}

    private static final Map<String, Fact> FACTS = Map.ofEntries(
            Map.entry("request.model", new Fact(SimpleType.STRING, Facts::model)),
            Map.entry("request.dialect", new Fact(SimpleType.STRING, Facts::dialect)),
            Map.entry("request.stream", new Fact(SimpleType.BOOL, Facts::streamed)),
            Map.entry("request.tokens", new Fact(SimpleType.INT, Facts::tokens)),
            Map.entry("request.max_tokens", new Fact(SimpleType.INT, CelCondition::maxTokens)),
            Map.entry("request.tools", new Fact(SimpleType.INT, facts -> (long) facts.tools())),
            Map.entry("request.images", new Fact(SimpleType.INT, facts -> (long) facts.images())),
            Map.entry("request.structured", new Fact(SimpleType.BOOL, Facts::structured)),
            Map.entry(
                    "request.headers", new Fact(MapType.create(SimpleType.STRING, SimpleType.STRING), Facts::headers)),
            Map.entry(
                    "request.metadata",
                    new Fact(MapType.create(SimpleType.STRING, SimpleType.STRING), Facts::metadata)),
            Map.entry("request.key", new Fact(SimpleType.STRING, Facts::key)),
            Map.entry("request.team", new Fact(SimpleType.STRING, Facts::team)),
            Map.entry("request.time", new Fact(SimpleType.TIMESTAMP, Facts::at)));

    private final CelRuntime.Program program;

    private CelCondition(CelRuntime.Program program) {
        this.program = program;
    }

    private static Object maxTokens(Facts facts) {
        Integer most = facts.maxTokens();
        return most == null ? 0L : (long) most;
    }

    /// What became of reading one.
    public sealed interface Read {
        record Good(Condition condition) implements Read {}

        /// @param line within the text, from 1
        /// @param column within the line, from 1
        record Wrong(String why, int line, int column) implements Read {}
    }

    /// Reads a condition, and tries it once, so that no request waits for what it needs to be loaded.
    public static Read read(String text) {
        var builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setResultType(SimpleType.BOOL);
        FACTS.forEach((name, fact) -> builder.addVar(name, fact.type()));
        CelCompiler compiler = builder.build();
        try {
            CelRuntime runtime = CelRuntimeFactory.legacyCelRuntimeBuilder().build();
            CelCondition condition = new CelCondition(
                    runtime.createProgram(compiler.compile(text).getAst()));
            condition.against(Facts.ofName("", ""));
            return new Read.Good(condition);
        } catch (CelValidationException e) {
            CelIssue first = e.getErrors().getFirst();
            return new Read.Wrong(
                    first.getMessage() + facts(first.getMessage()),
                    first.getSourceLocation().getLine(),
                    first.getSourceLocation().getColumn() + 1);
        } catch (CelEvaluationException e) {
            return new Read.Wrong(String.valueOf(e.getMessage()), 1, 1);
        }
    }

    /// The facts that there are, for somebody who named another.
    private static String facts(String problem) {
        return problem.contains("undeclared reference")
                ? "; known are " + FACTS.keySet().stream().sorted().collect(Collectors.joining(", "))
                : "";
    }

    @Override
    public @Nullable String against(Facts facts) {
        CelVariableResolver resolver = name ->
                Optional.ofNullable(FACTS.get(name)).map(fact -> fact.value().apply(facts));
        try {
            return Boolean.TRUE.equals(program.eval(resolver)) ? null : "its condition does not hold";
        } catch (CelEvaluationException e) {
            return "its condition cannot be answered: " + e.getMessage();
        }
    }
}
