package dev.weir.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Loss;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The expected side follows the transformation of the official SDKs.
class SchemaShapeTest {
    static Stream<Arguments> schemas() {
        return Stream.of(
                row(
                        "{'type':'integer','minimum':1,'maximum':10,'description':'A number'}",
                        "{'type':'integer','description':'A number\\n\\n{minimum: 1, maximum: 10}'}",
                        "COERCED /minimum",
                        "COERCED /maximum"),
                row("{'type':'string','format':'date'}", "{'type':'string','format':'date'}"),
                row(
                        "{'type':'string','format':'regex'}",
                        "{'type':'string','description':'{format: regex}'}",
                        "COERCED /format"),
                row(
                        "{'type':'array','items':{'type':'string'},'minItems':1}",
                        "{'type':'array','items':{'type':'string'},'minItems':1}"),
                row(
                        "{'type':'array','items':{'type':'string'},'minItems':2}",
                        "{'type':'array','items':{'type':'string'},'description':'{minItems: 2}'}",
                        "COERCED /minItems"),
                row(
                        "{'type':'object','properties':{'a':{'type':'object','properties':{}}},'required':['a'],'additionalProperties':true}",
                        "{'type':'object','properties':{'a':{'type':'object','properties':{},'additionalProperties':false}},'required':['a'],'additionalProperties':false}",
                        "ADDED /properties/a/additionalProperties",
                        "COERCED /additionalProperties"),
                row(
                        "{'type':'object'}",
                        "{'type':'object','properties':{},'additionalProperties':false}",
                        "ADDED /additionalProperties"),
                row(
                        "{'properties':{'a':{'const':1}}}",
                        "{'type':'object','properties':{'a':{'const':1}},'additionalProperties':false}",
                        "ADDED /type",
                        "ADDED /additionalProperties"),
                row(
                        "{'oneOf':[{'type':'string'},{'type':'null'}]}",
                        "{'anyOf':[{'type':'string'},{'type':'null'}]}",
                        "COERCED /oneOf"),
                row(
                        "{'anyOf':[{'type':'string','maxLength':3}]}",
                        "{'anyOf':[{'type':'string','description':'{maxLength: 3}'}]}",
                        "COERCED /anyOf/0/maxLength"),
                row(
                        "{'type':['string','null'],'description':'d','maxLength':3}",
                        "{'anyOf':[{'type':'string','description':'{maxLength: 3}'},{'type':'null'}],'description':'d'}",
                        "RENAMED /type",
                        "COERCED /maxLength"),
                row(
                        "{'$defs':{'n':{'type':'object'}},'$ref':'#/$defs/n'}",
                        "{'$defs':{'n':{'type':'object','properties':{},'additionalProperties':false}},'$ref':'#/$defs/n'}",
                        "ADDED /$defs/n/additionalProperties"),
                row("{'enum':['a','b'],'title':'t','default':'a'}", "{'enum':['a','b'],'title':'t','default':'a'}"),
                row("{'$schema':'x','type':'boolean'}", "{'type':'boolean'}"),
                row("true", "true"));
    }

    private static Arguments row(String schema, String shaped, String... losses) {
        return Arguments.of(schema.replace('\'', '"'), shaped.replace('\'', '"'), List.of(losses));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void aSchemaHasTheShapeThatIsEnforced(String schema, String shaped, List<String> told) {
        Losses losses = new Losses(dev.weir.chat.Wording.NOBODYS);
        assertThat(new SchemaShape(losses).shape(Streams.JSON.readTree(schema), ""))
                .isEqualTo(Streams.JSON.readTree(shaped));
        assertThat(losses.list().stream().map((Loss loss) -> loss.verdict() + " " + loss.path()))
                .containsExactlyElementsOf(told);
    }
}
