package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Fold;
import dev.weir.chat.Loss;
import dev.weir.chat.Part;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.openai.ChatByteLane;
import dev.weir.dialect.responses.ResponsesByteLane;
import dev.weir.provider.FrameRelay;
import dev.weir.wire.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Where the stream readers of OpenAI's SDKs stumble: whatever a provider sends, nothing that is written for them here
/// has such a fault, and what goes through as it is goes through as it is.
class SdkTrapsTest {
    private static final String DONE = "data: [DONE]\n\n";

    /// A host's stream of chunks that one of the SDKs' helpers fails at or misreads, and what it says.
    enum Chunks {
        CHOICES_NULL("Hi", "'choices':null", words("Hi"), stop()),
        CHOICES_ABSENT("Hi", "'usage':null", words("Hi"), stop()),
        CALL_WITHOUT_INDEX(
                "f{\"a\":1}",
                delta("'tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':'{\\'a\\':'}}]"),
                delta("'tool_calls':[{'function':{'arguments':'1}'}}]"),
                stop()),
        FIRST_CALL_IS_ONE(
                "f{}",
                delta("'tool_calls':[{'index':1,'id':'c1','type':'function','function':{'name':'f',"
                        + "'arguments':'{}'}}]"),
                stop()),
        LATER_CHOICE_FIRST(
                "Hi",
                "'choices':[{'index':1,'delta':{'role':'assistant','content':'Ho'},'finish_reason':null}]",
                words("Hi"),
                "'choices':[{'index':1,'delta':{},'finish_reason':'stop'}]",
                stop()),
        NO_DELTA("Hi", words("Hi"), "'choices':[{'index':0,'finish_reason':'stop'}]"),
        CALL_WITHOUT_TYPE(
                "f{}", delta("'tool_calls':[{'index':0,'id':'c1','function':{'name':'f','arguments':'{}'}}]"), stop()),
        NO_ROLE("Hi", words("Hi"), stop()),
        NO_FINISH_REASON("Hi", words("Hi"), "'choices':[],'usage':{'prompt_tokens':3,'completion_tokens':2}"),
        FINISH_REASON_ABSENT("Hi", "'choices':[{'index':0,'delta':{'content':'Hi'}}]", stop()),
        REPEATED_NAMES(
                "HoHof{\"a\":1}",
                delta("'role':'assistant','content':'Ho'"),
                delta("'role':'assistant','content':'Ho'"),
                delta("'tool_calls':[{'index':0,'id':'c1','type':'function','function':{'name':'f',"
                        + "'arguments':'{\\'a\\':'}}]"),
                delta("'tool_calls':[{'index':0,'id':'c1','type':'function','function':{'name':'f',"
                        + "'arguments':'1}'}}]"),
                stop()),
        OTHER_OBJECT("Hi", "'object':'chat.completion'," + words("Hi"), "'object':''," + stop()),
        ENTRIES_WITHOUT_INDEX(
                "Hi",
                words("Hi"),
                delta("'annotations':[{'type':'url_citation','url_citation':{'url':'https://x.test/1','title':'1',"
                        + "'start_index':0,'end_index':1}}]"),
                delta("'annotations':[{'type':'url_citation','url_citation':{'url':'https://x.test/2','title':'2',"
                        + "'start_index':1,'end_index':2}}]"),
                stop()),
        CUSTOM_CALL(
                "grep-x",
                delta("'tool_calls':[{'index':0,'id':'c1','type':'custom','custom':{'name':'grep','input':''}}]"),
                delta("'tool_calls':[{'index':0,'custom':{'input':'-x'}}]"),
                stop()),
        USAGE_THEN_NULL(
                "Hi",
                words("Hi"),
                stop(),
                "'choices':[],'usage':{'prompt_tokens':3,'completion_tokens':2}",
                "'choices':[],'usage':null,'moderation':{'input':{'flagged':false}}"),
        UNKNOWN_FINISH("Hi", words("Hi"), "'choices':[{'index':0,'delta':{},'finish_reason':'tired'}]"),
        FINISHED_TWICE("Hi", words("Hi"), stop(), stop()),
        EMPTY_WORDS(
                "Hi", "'id':'','created':0," + delta("'content':'','audio':{},'tool_calls':[]"), words("Hi"), stop());

        private final String says;

        @SuppressWarnings("ImmutableEnumChecker") // nobody writes into it
        private final byte[] stream;

        Chunks(String says, String... chunks) {
            StringBuilder out = new StringBuilder();
            for (String chunk : chunks) {
                String head = chunk.startsWith("'id'") || chunk.startsWith("'object'")
                        ? ""
                        : "'id':'c','object':'chat.completion.chunk','created':1,";
                out.append("data: {")
                        .append(head)
                        .append("'model':'m',")
                        .append(chunk)
                        .append("}\n\n");
            }
            this.says = says;
            this.stream = bytes(out + DONE);
        }

        private static String delta(String fields) {
            return "'choices':[{'index':0,'delta':{" + fields + "},'finish_reason':null}]";
        }

        private static String words(String text) {
            return delta("'content':'" + text + "'");
        }

        private static String stop() {
            return "'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]";
        }
    }

    /// A host's stream of events that one of the SDKs' helpers fails at or misreads, and what it says.
    enum Events {
        NOT_CREATED_FIRST("Hi", added("m1"), part("m1"), words("m1", "Hi"), done("m1", "Hi"), end(item("m1", "Hi"))),
        NO_ITEM_ADDED("Hi", created(), words("m1", "Hi"), done("m1", "Hi"), end(item("m1", "Hi"))),
        NO_PART_ADDED("Hi", created(), added("m1"), words("m1", "Hi"), done("m1", "Hi"), end(item("m1", "Hi"))),
        NO_INDEXES(
                "Hi",
                created(),
                added("m1"),
                "'type':'response.output_text.delta','item_id':'m1','delta':'Hi'",
                done("m1", "Hi"),
                end(item("m1", "Hi"))),
        ID_CHANGES(
                "Hi",
                created(),
                "'type':'response.in_progress','response':{'id':'other','output':[]}",
                added("m1"),
                part("m1"),
                words("m1", "Hi"),
                done("m1", "Hi"),
                end(item("m1", "Hi"))),
        UNKNOWN_EVENT(
                "Hi",
                created(),
                "'type':'response.something.new','output_index':0",
                added("m1"),
                part("m1"),
                words("m1", "Hi"),
                done("m1", "Hi"),
                end(item("m1", "Hi"))),
        KEEPALIVE(
                "Hi",
                created(),
                "'type':'keepalive','sequence_number':1",
                added("m1"),
                part("m1"),
                words("m1", "Hi"),
                done("m1", "Hi"),
                end(item("m1", "Hi"))),
        OTHER_ITEM_ID(
                "Hi", created(), added("m1"), part("m2"), words("m3", "Hi"), done("m4", "Hi"), end(item("m5", "Hi"))),
        NO_ITEM_ID(
                "Hi",
                created(),
                added("m1"),
                "'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'Hi'",
                done("m1", "Hi"),
                end(item("m1", "Hi"))),
        INDEX_TWICE(
                "Hi",
                created(),
                "'type':'response.output_item.added','output_index':0,'item':{'id':'r1','type':'reasoning',"
                        + "'summary':[]}",
                added("m1"),
                part("m1"),
                words("m1", "Hi"),
                done("m1", "Hi"),
                "'type':'response.output_item.done','output_index':0,'item':{'id':'r1','type':'reasoning',"
                        + "'summary':[]}",
                end("{'id':'r1','type':'reasoning','summary':[]}," + item("m1", "Hi"))),
        NO_INDEX_OF_TWO(
                "Hif{}",
                created(),
                without(added("m1")),
                without(words("m1", "Hi")),
                without(done("m1", "Hi")),
                "'type':'response.output_item.added','item':" + call("fc1", "c1", ""),
                "'type':'response.function_call_arguments.delta','item_id':'fc1','delta':'{}'",
                "'type':'response.output_item.done','item':" + call("fc1", "c1", "{}"),
                end(item("m1", "Hi") + "," + call("fc1", "c1", "{}"))),
        CALL_ID_CHANGES(
                "f{}",
                created(),
                "'type':'response.output_item.added','output_index':0,'item':" + call("fc1", "c1", ""),
                "'type':'response.function_call_arguments.delta','item_id':'fc1','output_index':0,'delta':'{}'",
                "'type':'response.output_item.done','output_index':0,'item':" + call("fc2", "c2", "{}"),
                end(call("fc3", "c3", "{}"))),
        NEVER_DONE("Hi", created(), added("m1"), part("m1"), words("m1", "Hi"), end(item("m1", "Hi"))),
        EMPTY_AT_THE_END("Hi", created(), added("m1"), part("m1"), words("m1", "Hi"), done("m1", "Hi"), end("")),
        ONLY_THE_END("Hi", end(item("m1", "Hi"))),
        COMPACTION(
                "Hi",
                created(),
                "'type':'response.output_item.added','output_index':0,'item':{'id':'k','type':'compaction',"
                        + "'encrypted_content':'e'}",
                "'type':'response.compaction.compacting','output_index':0,'item_id':'k'",
                "'type':'response.output_item.done','output_index':0,'item':{'id':'k','type':'compaction',"
                        + "'encrypted_content':'e'}",
                at(1, added("m1")),
                at(1, part("m1")),
                at(1, words("m1", "Hi")),
                at(1, done("m1", "Hi")),
                end("{'id':'k','type':'compaction','encrypted_content':'e'}," + item("m1", "Hi"))),
        SHELL(
                "Hi",
                created(),
                "'type':'response.output_item.added','output_index':0,'item':{'id':'s','type':'shell_call',"
                        + "'call_id':'c1','action':{'commands':[]}}",
                "'type':'response.shell_call_command.added','output_index':0,'command_index':0,'command':''",
                "'type':'response.shell_call_command.delta','output_index':0,'command_index':0,'delta':'ls'",
                "'type':'response.shell_call_command.done','output_index':0,'command_index':0,'command':'ls'",
                "'type':'response.output_item.done','output_index':0,'item':{'id':'s','type':'shell_call',"
                        + "'call_id':'c1','action':{'commands':['ls']}}",
                at(1, added("m1")),
                at(1, part("m1")),
                at(1, words("m1", "Hi")),
                at(1, done("m1", "Hi")),
                end("{'id':'s','type':'shell_call','call_id':'c1','action':{'commands':['ls']}}," + item("m1", "Hi")));

        private final String says;

        @SuppressWarnings("ImmutableEnumChecker") // nobody writes into it
        private final byte[] stream;

        Events(String says, String... events) {
            StringBuilder out = new StringBuilder();
            for (String event : events) {
                out.append("data: {").append(event).append("}\n\n");
            }
            this.says = says;
            this.stream = bytes(out.toString());
        }

        private static String created() {
            return "'type':'response.created','response':{'id':'resp_1','object':'response','created_at':1,"
                    + "'model':'m','status':'in_progress','output':[]}";
        }

        private static String added(String id) {
            return "'type':'response.output_item.added','output_index':0,'item':{'id':'" + id
                    + "','type':'message','role':'assistant','status':'in_progress','content':[]}";
        }

        private static String part(String id) {
            return "'type':'response.content_part.added','item_id':'" + id
                    + "','output_index':0,'content_index':0,'part':{'type':'output_text','text':'','annotations':[]}";
        }

        private static String words(String id, String text) {
            return "'type':'response.output_text.delta','item_id':'" + id
                    + "','output_index':0,'content_index':0,'delta':'" + text + "'";
        }

        private static String done(String id, String text) {
            return "'type':'response.output_item.done','output_index':0,'item':" + item(id, text);
        }

        private static String item(String id, String text) {
            return "{'id':'" + id + "','type':'message','role':'assistant','status':'completed','content':[{'type':"
                    + "'output_text','text':'" + text + "','annotations':[]}]}";
        }

        private static String call(String id, String callId, String arguments) {
            return "{'id':'" + id + "','type':'function_call','call_id':'" + callId + "','name':'f','arguments':'"
                    + arguments + "'}";
        }

        private static String end(String items) {
            return "'type':'response.completed','response':{'id':'resp_1','object':'response','created_at':1,"
                    + "'model':'m','status':'completed','output':[" + items + "],"
                    + "'usage':{'input_tokens':3,'output_tokens':2,'total_tokens':5}}";
        }

        private static String without(String event) {
            return event.replace("'output_index':0,", "");
        }

        private static String at(int index, String event) {
            return event.replace("'output_index':0", "'output_index':" + index);
        }
    }

    /// Single quotes for double ones, and escaped ones for those within strings.
    private static byte[] bytes(String text) {
        return text.replace("\\'", "\\\"").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    static Stream<Arguments> chunks() {
        return Stream.of(Chunks.values())
                .flatMap(fault -> Stream.of(MatrixDialect.values()).map(client -> Arguments.of(fault, client)));
    }

    static Stream<Arguments> events() {
        return Stream.of(Events.values())
                .flatMap(fault -> Stream.of(MatrixDialect.values()).map(client -> Arguments.of(fault, client)));
    }

    @ParameterizedTest
    @MethodSource("chunks")
    void faultyChunksAreWrittenWithoutTheFault(Chunks fault, MatrixDialect client) {
        assertThat(said(mended(MatrixDialect.CHAT, fault.stream, client))).isEqualTo(fault.says);
    }

    @ParameterizedTest
    @MethodSource("events")
    void faultyEventsAreWrittenWithoutTheFault(Events fault, MatrixDialect client) {
        assertThat(said(mended(MatrixDialect.RESPONSES, fault.stream, client))).isEqualTo(fault.says);
    }

    /// What a client of a dialect hears of a provider's stream, its own SDK's strictest reader having read it.
    private static ChatResponse mended(MatrixDialect provider, byte[] stream, MatrixDialect client) {
        List<StreamEvent> events = provider.events(stream, stream.length, new Random(1));
        byte[] written = client.streamed(events, new ArrayList<>());
        client.readStrictly(written);
        Fold fold = new Fold();
        client.events(written, written.length, new Random(2)).forEach(fold);
        assertThat(fold.isComplete())
                .as("%s", new String(written, StandardCharsets.UTF_8))
                .isTrue();
        return fold.response();
    }

    /// What OpenAI says of a whole answer comes to clients of both its dialects, and usage still last.
    @ParameterizedTest
    @EnumSource(names = {"CHAT", "RESPONSES"})
    void theClassOfServiceAndTheFindingsOfTheFilterReachBothDialects(MatrixDialect client) {
        String chunk = "data: {'id':'c','model':'m','service_tier':'priority','choices':";
        byte[] chat = bytes(chunk + "[{'index':0,'delta':{'content':'Hi'},'finish_reason':null}]}\n\n" + chunk
                + "[{'index':0,'delta':{},'finish_reason':'stop'}]}\n\n" + chunk
                + "[],'usage':{'prompt_tokens':3,'completion_tokens':2}}\n\n" + chunk
                + "[],'usage':null,'moderation':{'flagged':false}}\n\n" + DONE);
        byte[] responses =
                bytes("data: {'type':'response.completed','response':{'id':'r','model':'m','status':'completed',"
                        + "'service_tier':'priority','moderation':{'flagged':false},'output':["
                        + Events.item("m1", "Hi")
                        + "],'usage':{'input_tokens':3,'output_tokens':2,'total_tokens':5}}}\n\n");
        for (MatrixDialect provider : List.of(MatrixDialect.CHAT, MatrixDialect.RESPONSES)) {
            byte[] stream = provider == MatrixDialect.CHAT ? chat : responses;
            List<Loss> losses = new ArrayList<>();
            byte[] written = client.streamed(provider.events(stream, stream.length, new Random(1)), losses);
            client.readStrictly(written);
            assertThat(text(written)).contains("\"service_tier\":\"priority\"", "\"moderation\":{\"flagged\":false}");
            assertThat(losses).isEmpty();
        }
    }

    private static String said(ChatResponse response) {
        StringBuilder out = new StringBuilder();
        for (Part part : response.choices().getFirst().parts()) {
            switch (part) {
                case Part.Text text -> out.append(text.text());
                case Part.ToolCall call -> out.append(call.name()).append(input(call.input()));
                case Part.Refusal _,
                        Part.Thought _,
                        Part.Media _,
                        Part.ToolResult _,
                        Part.HostedCall _,
                        Part.HostedResult _,
                        Part.Foreign _ -> {}
            }
        }
        return out.toString();
    }

    /// What a call is called with; free text that stands in an object, as dialects without it have it, taken out.
    private static String input(String input) {
        return input.replace("{\"input\":\"-x\"}", "-x");
    }

    @ParameterizedTest
    @EnumSource
    void faultyChunksOfItsOwnDialectReachAClientAsTheyAre(Chunks fault) {
        assertThat(relayed(new ChatByteLane(), fault.stream)).isEqualTo(text(fault.stream));
    }

    @ParameterizedTest
    @EnumSource
    void faultyEventsOfItsOwnDialectReachAClientAsTheyAre(Events fault) {
        assertThat(relayed(new ResponsesByteLane(), fault.stream)).isEqualTo(text(fault.stream));
    }

    private static String relayed(ByteLane lane, byte[] stream) {
        Delivered delivered = new Delivered();
        FrameRelay relay = new FrameRelay(
                lane, lane.watch(Delivery.STREAM_WITH_USAGE, UsageConvention.STANDARD, delivered), delivered, 1 << 16);
        ByteSink out = new ByteSink(256);
        relay.read(stream, out);
        relay.end(out);
        assertThat(relay.state()).as(Objects.toString(relay.failure())).isEqualTo(FrameRelay.State.COMPLETE);
        return text(out.toBytes());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
