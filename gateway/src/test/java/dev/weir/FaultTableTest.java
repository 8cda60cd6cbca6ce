package dev.weir;

import dev.weir.FaultCase.Client;
import dev.weir.FaultCase.Way;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Every fault of the table, met by every kind of client, streamed and not, through a running gateway with limits that
/// are scaled down.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class FaultTableTest {
    private FaultRig rig;

    @BeforeAll
    void start() throws Exception {
        rig = new FaultRig(FaultPace.SCALED);
    }

    @AfterAll
    void stop() throws Exception {
        rig.close();
    }

    @TestFactory
    Stream<DynamicTest> everyFaultIsSurvivedAsTheTableSays() {
        return FaultRig.cases().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.row().id() + " " + one.row().provider() + ": " + one.client() + ", " + one.way(),
                        () -> rig.check(one)));
    }

    @Test
    void theDocumentShowsTheTable() throws IOException {
        FaultPage.shows(
                "faults",
                List.of("", "the provider", "the gateway", "asked", "cases"),
                FaultRows.ROWS.stream()
                        .map(row -> List.of(
                                row.id(),
                                row.provider(),
                                row.gateway(),
                                ways(row),
                                Integer.toString(row.ways().size() * Client.values().length)))
                        .toList());
    }

    private static String ways(FaultRows.Row row) {
        return row.ways().size() == 2 ? "streamed and not" : row.ways().contains(Way.STREAMED) ? "streamed" : "whole";
    }
}
