package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.CountingPolicy.CallerGone;
import dev.meshfuse.definition.CountingPolicy.Reporter;
import dev.meshfuse.testing.Requests;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {
    private static final CountingPolicy STRICT =
            new CountingPolicy(Reporter.Auto, Set.of("404", "5xx"), Set.of(1, 14), CallerGone.Bad);

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # code, flags,  by default, strict
                    200,    -,      GOOD,       GOOD
                    302,    -,      GOOD,       GOOD
                    404,    -,      GOOD,       BAD
                    404,    NR,     GOOD,       BAD
                    429,    -,      GOOD,       GOOD
                    499,    -,      GOOD,       GOOD
                    500,    -,      BAD,        BAD
                    503,    UF,     BAD,        BAD
                    503,    'UF,URX', BAD,      BAD
                    504,    UT,     BAD,        BAD
                    599,    -,      BAD,        BAD
                    0,      DC,     EXCLUDED,   BAD
                    0,      'UT,DC', EXCLUDED,  BAD
                    0,      UC,     BAD,        BAD
                    0,      -,      BAD,        BAD
                    0,      DCX,    BAD,        BAD
                    200,    DC,     GOOD,       GOOD
                    503,    DC,     BAD,        BAD
                    '',     -,      BAD,        BAD
                    oops,   -,      BAD,        BAD
                    """)
    void an_http_request_is_judged_by_its_code_unless_its_caller_hung_up(
            String code, String flags, Outcome byDefault, Outcome strict) {
        Requests request = Requests.toCart().code(code).flags(flags);

        assertThat(outcome(request, CountingPolicy.DEFAULT)).isEqualTo(byDefault);
        assertThat(outcome(request, STRICT)).isEqualTo(strict);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # code, grpc, flags, by default, strict
                    200,    0,    -,     GOOD,       GOOD
                    200,    1,    -,     GOOD,       BAD
                    200,    2,    -,     BAD,        GOOD
                    200,    5,    -,     GOOD,       GOOD
                    200,    13,   -,     BAD,        GOOD
                    200,    14,   -,     BAD,        BAD
                    503,    0,    -,     GOOD,       GOOD
                    503,    '',   UF,    BAD,        BAD
                    200,    '',   -,     BAD,        BAD
                    200,    '',   DC,    EXCLUDED,   BAD
                    0,      '',   DC,    EXCLUDED,   BAD
                    0,      14,   DC,    EXCLUDED,   BAD
                    """)
    void a_grpc_request_is_judged_by_its_status_where_it_has_one(
            String code, String status, String flags, Outcome byDefault, Outcome strict) {
        Requests request = Requests.toCart().code(code).grpc(status).flags(flags);

        assertThat(outcome(request, CountingPolicy.DEFAULT)).isEqualTo(byDefault);
        assertThat(outcome(request, STRICT)).isEqualTo(strict);
    }

    private static Outcome outcome(Requests request, CountingPolicy policy) {
        return Outcome.of(RequestClass.of(request.times(1), new EdgeReporters()), policy);
    }
}
