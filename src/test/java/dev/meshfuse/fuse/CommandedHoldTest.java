package dev.meshfuse.fuse;

import static dev.meshfuse.fuse.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.event.FuseCommand;
import dev.meshfuse.event.FuseCommand.Verb;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.testing.Shop;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a command holds stays held until a command, or a trip, ends it. */
class CommandedHoldTest {
    private final FakeMesh mesh = new FakeMesh();
    private final FuseActor actor = new FuseActor(mesh, mesh, Clock.fixed(NOW, ZoneOffset.UTC));

    private static FuseInput.Commanded told(Verb verb, String unique) {
        return new FuseInput.Commanded(
                Shop.CART,
                FuseCommand.episode(unique),
                NOW,
                new FuseCommand(verb, "alice", "10.0.0.7", "It looks bad."));
    }

    private static String id(String unique) {
        return FuseEvent.id(Shop.CART, FuseCommand.episode(unique), FuseCommand.ANSWER);
    }

    /** Type, identity and whether it has a command, of each event. */
    private List<String> said() {
        return mesh.events.stream()
                .map(event ->
                        event.type()
                                + " "
                                + event.id()
                                + (event.command() == null ? "" : " " + event.command().verb()))
                .toList();
    }

    @Test
    void a_hold_is_kept_without_evidence_until_it_is_reset() {
        actor.answer(told(Verb.HOLD, "1"));
        actor.answer(Given.released("doubt/cart@1"));
        mesh.target = Given.weights(50, 50);
        actor.answer(stands("1"));

        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
        assertThat(said())
                .containsExactly("HELD " + id("1") + " HOLD", "HELD shop/cart/command/1/1#6");

        actor.answer(told(Verb.RESET, "2"));
        assertThat(mesh.memory.hold()).isNull();
        mesh.target = Given.weights(50, 50);
        actor.answer(stands("1"));
        assertThat(mesh.target).isEqualTo(Given.weights(50, 50));
        assertThat(said()).last().isEqualTo("RESET " + id("2") + " RESET");
    }

    @Test
    void a_command_holds_on_when_doubt_that_came_to_it_ends() {
        actor.answer(told(Verb.HOLD, "1"));
        actor.answer(Given.holds());
        actor.answer(Given.released("doubt/cart@1"));

        assertThat(hold().isFor(FuseCommand.episode("1"))).isTrue();
        assertThat(said()).hasSize(3).last().asString().startsWith("RELEASED");
        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
    }

    @Test
    void a_command_joins_doubt_and_keeps_what_that_had_found() {
        actor.answer(Given.holds());
        mesh.target = Given.weights(50, 50);
        actor.answer(told(Verb.HOLD, "1"));

        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
        assertThat(hold().isFor(FuseCommand.episode("1"))).isTrue();
        assertThat(hold().recorded()).extracting(one -> one.before()).containsExactly(90, 10);
    }

    @Test
    void a_reminder_says_nothing_while_nothing_has_grown() {
        actor.answer(told(Verb.HOLD, "1"));
        actor.answer(stands("1"));
        actor.answer(stands("1"));

        assertThat(said()).hasSize(1);
    }

    @Test
    void a_trip_ends_a_hold() {
        actor.answer(told(Verb.HOLD, "1"));
        actor.answer(told(Verb.TRIP, "2"));

        assertThat(mesh.memory.hold()).isNull();
        actor.answer(stands("1"));
        assertThat(said()).hasSize(2);
    }

    @Test
    void who_told_it_is_in_the_history_and_what_holds_it_is_known() {
        FuseState held = stateAfter(FuseState.armed(Shop.CART), Verb.HOLD, "1");
        assertThat(held.heldBy()).isEqualTo(FuseCommand.episode("1"));
        assertThat(held.history().getFirst().command())
                .isEqualTo(new FuseCommand(Verb.HOLD, "alice", "10.0.0.7", "It looks bad."));

        mesh.target = Given.weights(50, 50);
        actor.answer(stands("1"));
        assertThat(held.after(mesh.events.getLast(), null).heldBy())
                .isEqualTo(FuseCommand.episode("1"));
        assertThat(stateAfter(held, Verb.TRIP, "2").heldBy()).isNull();
        mesh.events.clear();
        assertThat(stateAfter(held, Verb.RESET, "3").heldBy()).isNull();
    }

    private FuseState stateAfter(FuseState before, Verb verb, String unique) {
        actor.answer(told(verb, unique));
        return before.after(mesh.events.getLast(), null);
    }

    private FuseHold hold() {
        @Nullable FuseHold hold = mesh.memory.hold();
        if (hold == null) {
            throw new AssertionError("holds nothing");
        }
        return hold;
    }

    private static FuseInput.HoldStands stands(String unique) {
        return new FuseInput.HoldStands(Shop.CART, FuseCommand.episode(unique), NOW);
    }
}
