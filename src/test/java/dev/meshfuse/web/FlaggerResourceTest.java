package dev.meshfuse.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.TargetRef;
import dev.meshfuse.fuse.FuseHold;
import dev.meshfuse.fuse.FuseMemory;
import dev.meshfuse.fuse.FusePhase;
import dev.meshfuse.fuse.FuseStep;
import dev.meshfuse.fuse.MeshException;
import dev.meshfuse.sli.Visible;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.verdict.EvidenceState;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Flagger asks, in the words of its webhooks. */
class FlaggerResourceTest {
    private static final String TOKEN = "0123456789-abcdefghij";
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final FuseMemory HELD =
            FuseMemory.NEW.holding(new FuseHold("d1", "u", List.of(), 0, true));
    private static final FuseMemory TRIPPED =
            FuseMemory.NEW
                    .after(
                            new FuseStep.Intend(
                                    new FusePhase.Trip(
                                            "e1",
                                            "c1",
                                            "Canary/shop/cart",
                                            "u",
                                            NOW,
                                            NOW,
                                            List.of())))
                    .after(new FuseStep.Written(NOW));

    @SuppressWarnings("NullAway.Init") // by JUnit
    @TempDir
    Path folder;

    private final Map<ResourceId, FuseMemory> memories = new HashMap<>();
    private final Map<ResourceId, ResolvedFuse> fuses = new HashMap<>();
    private final FakeStates states = new FakeStates();
    private Optional<String> problem = Optional.empty();
    private @Nullable MeshException failure;

    @BeforeEach
    void guard() throws IOException {
        Files.writeString(file(), TOKEN + "\n");
        fuse("cart", "cart", Mode.Enforce);
        memories.put(Shop.id("cart"), FuseMemory.NEW);
    }

    private Path file() {
        return folder.resolve("token");
    }

    private void fuse(String name, String canary, Mode mode) {
        Fuse like = Shop.fuse();
        Fuse fuse =
                new Fuse(
                        Shop.id(name),
                        1,
                        like.slos(),
                        new TargetRef("flagger.app", "Canary", canary, Set.of()),
                        like.stable(),
                        like.canary(),
                        like.triggers(),
                        mode,
                        like.policy());
        fuses.put(fuse.id(), new ResolvedFuse(fuse, Shop.CART, Shop.running("c1")));
    }

    private Response ask(String body) {
        return ask(TOKEN, body, Mode.Enforce);
    }

    private Response ask(String token, String body, Mode upperBound) {
        return ask(new GateToken(Optional.of(file())), token, body, upperBound);
    }

    private Response ask(GateToken secret, String token, String body, Mode upperBound) {
        FlaggerGate gate =
                new FlaggerGate(
                        () -> new Definitions(Map.of(), Map.copyOf(fuses), List.of()),
                        () -> problem,
                        upperBound,
                        states,
                        fuse -> {
                            if (failure != null) {
                                throw failure;
                            }
                            return Optional.ofNullable(memories.get(fuse));
                        });
        try {
            return new FlaggerResource(secret, gate, new ObjectMapper())
                    .ask(token, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        } catch (WebApplicationException e) {
            return e.getResponse();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As Flagger writes it (fluxcd/flagger {@code pkg/controller/webhook.go}). */
    private static String payload(String gate) {
        return """
        {"name": "cart", "namespace": "shop", "phase": "Progressing", "checksum": "85d557f47b",
         "metadata": {"gate": "%s"}}
        """
                .formatted(gate);
    }

    private static String detail(Response response) {
        return ((Problem) response.getEntity()).detail();
    }

    @ParameterizedTest
    @CsvSource({
        "armed, confirm-rollout, 200", "armed, confirm-traffic-increase, 200",
        "armed, confirm-promotion, 200", "armed, rollback, 403",
        "held, confirm-rollout, 403", "held, confirm-traffic-increase, 403",
        "held, confirm-promotion, 403", "held, rollback, 403",
        "tripped, confirm-traffic-increase, 403", "tripped, confirm-promotion, 403",
        "tripped, rollback, 200"
    })
    void the_status_says_what_flagger_is_to_do(String state, String gate, int status) {
        memories.put(
                Shop.id("cart"),
                switch (state) {
                    case "held" -> HELD;
                    case "tripped" -> TRIPPED;
                    default -> FuseMemory.NEW;
                });

        Response response = ask(payload(gate));

        assertThat(response.getStatus()).isEqualTo(status);
        assertThat((FlaggerGate.Answer) response.getEntity())
                .extracting(FlaggerGate.Answer::gate, FlaggerGate.Answer::fuse)
                .containsExactly(gate, "shop/cart");
    }

    @ParameterizedTest
    @CsvSource({"confirm-rollout, 200", "confirm-promotion, 200", "rollback, 403"})
    void a_canary_that_no_fuse_guards_goes_on(String gate, int status) {
        memories.put(Shop.id("cart"), TRIPPED);

        Response response = ask(payload(gate).replace("\"cart\"", "\"other\""));

        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(((FlaggerGate.Answer) response.getEntity()).reason())
                .isEqualTo("No fuse has Canary shop/other as its target.");
    }

    @Test
    void a_canary_of_another_namespace_is_another() {
        memories.put(Shop.id("cart"), HELD);

        assertThat(ask(payload("confirm-rollout").replace("shop", "bank")).getStatus())
                .isEqualTo(200);
    }

    @Test
    void each_of_several_fuses_can_stop_a_canary_and_roll_it_back() {
        fuse("also", "cart", Mode.Enforce);
        memories.put(Shop.id("also"), TRIPPED);

        assertThat(ask(payload("confirm-promotion")).getStatus()).isEqualTo(403);
        assertThat(ask(payload("rollback")).getStatus()).isEqualTo(200);
        assertThat(ask(payload("confirm-rollout")).getStatus()).isEqualTo(200);
    }

    @Test
    void a_fuse_that_may_not_act_stops_nothing() {
        memories.put(Shop.id("cart"), TRIPPED);

        assertThat(ask(TOKEN, payload("confirm-promotion"), Mode.Observe).getStatus())
                .isEqualTo(200);
        assertThat(ask(TOKEN, payload("rollback"), Mode.Observe).getStatus()).isEqualTo(403);
        fuse("cart", "cart", Mode.Observe);
        assertThat(ask(payload("rollback")).getStatus()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"c1, confirm-promotion, 403", "c1, rollback, 403", "c0, confirm-promotion, 200"})
    void a_canary_that_cannot_be_judged_gets_no_more_but_for_what_was_said_of_another(
            String canary, String gate, int status) {
        states.evidence.add(blind(canary));

        assertThat(ask(payload(gate)).getStatus()).isEqualTo(status);
    }

    private static EvidenceState blind(String canary) {
        return new EvidenceState(
                Shop.CART,
                Shop.slo().id(),
                "Blind",
                0,
                0,
                0,
                0,
                "",
                14,
                0.01,
                null,
                null,
                canary,
                "canonical revision",
                "No caller is read.",
                Visible.NOTHING,
                Visible.NOTHING,
                null,
                null,
                NOW);
    }

    @Test
    void a_fuse_without_an_object_stops_nothing() {
        memories.clear();

        assertThat(ask(payload("confirm-promotion")).getStatus()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123456789-abcdefghi", "0123456789-abcdefghij0", "x"})
    void another_secret_opens_nothing_and_the_body_is_not_read(String token) {
        Response response = ask(token, "{", Mode.Enforce);

        assertThat(response.getStatus()).isEqualTo(404);
        assertThat(detail(response)).isEqualTo("no such gate");
    }

    @Test
    void without_a_secret_there_are_no_gates() {
        GateToken none = new GateToken(Optional.empty());

        Response response = ask(none, "", payload("rollback"), Mode.Enforce);

        assertThat(response.getStatus()).isEqualTo(404);
        assertThat(detail(response)).isEqualTo("no such gate");
    }

    @Test
    void a_new_secret_is_in_force_at_once() throws IOException {
        GateToken secret = new GateToken(Optional.of(file()));
        assertThat(secret.match(TOKEN)).isEqualTo(GateToken.Match.SAME);

        Files.writeString(file(), "another-secret-of-today");

        assertThat(secret.match(TOKEN)).isEqualTo(GateToken.Match.OTHER);
        assertThat(secret.match("another-secret-of-today")).isEqualTo(GateToken.Match.SAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "with a blank in the middle"})
    void a_secret_that_is_of_no_use_opens_nothing(String text) throws IOException {
        Files.writeString(file(), text);

        assertThat(ask(text, payload("confirm-rollout"), Mode.Enforce).getStatus()).isEqualTo(503);
    }

    @Test
    void a_secret_that_is_gone_opens_nothing() throws IOException {
        Files.delete(file());

        assertThat(ask(payload("confirm-rollout")).getStatus()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {                                               | the body is no JSON
                    []                                              | the body is no JSON object
                    ``                                              | the body is no JSON object
                    {"namespace": "shop", "metadata": {"gate": "rollback"}} | the body needs 'name', a text
                    {"name": 1, "namespace": "shop"}                | the body needs 'name', a text
                    {"name": "cart", "metadata": {}}                | the body needs 'namespace', a text
                    {"name": "cart", "namespace": "shop"}           | the webhook needs metadata.gate
                    {"name": "cart", "namespace": "shop", "metadata": {"gate": "approve"}} | it is 'approve'
                    {"name": "cart", "namespace": "shop", "type": "rollback", "metadata": {"gate": "confirm-rollout"}} | the webhook is of type 'rollback', but its metadata.gate is 'confirm-rollout'
                    """)
    void a_body_that_makes_no_sense_is_refused_with_the_reason(String body, String reason) {
        memories.put(Shop.id("cart"), TRIPPED);

        Response response = ask(body);

        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(detail(response)).contains(reason);
    }

    @Test
    void a_newer_flagger_says_the_type_itself() {
        Response response =
                ask("{\"name\": \"cart\", \"namespace\": \"shop\", \"type\": \"rollback\"}");

        assertThat(((FlaggerGate.Answer) response.getEntity()).gate()).isEqualTo("rollback");
    }

    @Test
    void a_body_that_is_too_long_is_refused() {
        String body = payload("rollback") + " ".repeat(FlaggerResource.LONGEST_BODY);

        assertThat(ask(body).getStatus()).isEqualTo(413);
    }

    @Test
    void nothing_goes_on_while_definitions_are_not_known() {
        problem = Optional.of("definitions not read yet");

        Response response = ask(payload("confirm-rollout"));

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(detail(response)).isEqualTo("definitions not read yet");
        assertThat(response.getHeaderString("Retry-After")).isNotEmpty();
    }

    @Test
    void nothing_goes_on_while_a_fuse_cannot_be_read() {
        failure = new MeshException.Unavailable("cannot read fuse shop/cart", null);

        assertThat(ask(payload("confirm-rollout")).getStatus()).isEqualTo(503);
        assertThat(ask(payload("rollback")).getStatus()).isEqualTo(503);
    }
}
