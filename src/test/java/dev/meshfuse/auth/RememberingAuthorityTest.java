package dev.meshfuse.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers are remembered for a short time, and no longer. */
class RememberingAuthorityTest {
    private static final Permission TRIP = Permission.command("trip", "shop", "cart");
    private static final Permission HOLD = Permission.command("hold", "shop", "cart");

    private final Other other = new Other();
    private long now = Long.MAX_VALUE - 1; // such a time may pass the end of its numbers
    private final RememberingAuthority authority = new RememberingAuthority(other, () -> now);

    /** One whose answers a test sets, and that notes the questions. */
    private static final class Other implements Authority {
        final Set<String> tokens = new HashSet<>();
        final Set<Permission> allowed = new HashSet<>();
        final List<String> asked = new ArrayList<>();
        boolean isAway;

        @Override
        public synchronized Optional<Caller> authenticate(String token) {
            asked.add(token);
            if (isAway) {
                throw new AuthorityException("away", null);
            }
            return tokens.contains(token) ? Optional.of(named(token)) : Optional.empty();
        }

        @Override
        public boolean allows(Caller caller, Permission permission) {
            asked.add(caller.name() + " " + permission.subresource());
            if (isAway) {
                throw new AuthorityException("away", null);
            }
            return allowed.contains(permission);
        }
    }

    private static Caller named(String name) {
        return new Caller(name, "", List.of(), Map.of());
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void a_token_is_asked_about_again_after_ten_seconds() {
        other.tokens.add("a");
        authority.authenticate("a");
        pass(Duration.ofMillis(9_999));
        assertThat(authority.authenticate("a")).contains(named("a"));
        assertThat(other.asked).containsExactly("a");

        other.tokens.clear();
        pass(Duration.ofMillis(1));

        assertThat(authority.authenticate("a")).isEmpty();
    }

    @Test
    void a_token_that_was_nobodys_is_asked_about_again_after_two_seconds() {
        authority.authenticate("a");
        other.tokens.add("a");
        pass(Duration.ofMillis(1_999));
        assertThat(authority.authenticate("a")).isEmpty();
        pass(Duration.ofMillis(1));

        assertThat(authority.authenticate("a")).contains(named("a"));
    }

    @Test
    void a_right_that_was_taken_away_ends_after_ten_seconds_and_one_given_holds_after_two() {
        other.allowed.add(TRIP);
        assertThat(authority.allows(named("a"), TRIP)).isTrue();
        assertThat(authority.allows(named("a"), HOLD)).isFalse();
        other.allowed.clear();
        other.allowed.add(HOLD);
        pass(Duration.ofMillis(1_999));
        assertThat(authority.allows(named("a"), HOLD)).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(authority.allows(named("a"), HOLD)).isTrue();
        pass(Duration.ofMillis(7_999));
        assertThat(authority.allows(named("a"), TRIP)).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(authority.allows(named("a"), TRIP)).isFalse();
    }

    @Test
    void what_one_may_another_may_not_who_has_the_same_name_in_other_groups() {
        other.allowed.add(TRIP);
        authority.allows(named("a"), TRIP);
        other.allowed.clear();

        assertThat(authority.allows(new Caller("a", "", List.of("x"), Map.of()), TRIP)).isFalse();
        assertThat(authority.allows(new Caller("a", "2", List.of(), Map.of()), TRIP)).isFalse();
    }

    @Test
    void no_answer_is_not_remembered() {
        other.tokens.add("a");
        other.isAway = true;
        assertThatExceptionOfType(AuthorityException.class)
                .isThrownBy(() -> authority.authenticate("a"));
        assertThatExceptionOfType(AuthorityException.class)
                .isThrownBy(() -> authority.allows(named("a"), TRIP));
        other.isAway = false;

        assertThat(authority.authenticate("a")).isPresent();
        assertThat(authority.allows(named("a"), TRIP)).isFalse();
    }

    @Test
    void what_is_remembered_holds_while_nobody_answers() {
        other.tokens.add("a");
        authority.authenticate("a");
        other.isAway = true;

        assertThat(authority.authenticate("a")).isPresent();
    }

    @Test
    void only_so_much_is_remembered_and_the_oldest_is_forgotten() {
        Remembered<String, String> some = new Remembered<>(2, Duration.ofSeconds(1), () -> now);
        some.put("a", "1");
        some.put("b", "1");
        some.put("a", "2");
        some.put("c", "1");

        assertThat(some.size()).isEqualTo(2);
        assertThat(some.get("a")).contains("2");
        assertThat(some.get("b")).isEmpty();
    }

    @Test
    void only_so_many_are_asked_about_at_once() throws Exception {
        CountDownLatch asked = new CountDownLatch(RememberingAuthority.MOST_AT_ONCE);
        CountDownLatch answer = new CountDownLatch(1);
        Authority slow =
                new Authority() {
                    @Override
                    public Optional<Caller> authenticate(String token) {
                        asked.countDown();
                        try {
                            answer.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return Optional.empty();
                    }

                    @Override
                    public boolean allows(Caller caller, Permission permission) {
                        return false;
                    }
                };
        RememberingAuthority few = new RememberingAuthority(slow, () -> now);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<Caller>>> waiting = new ArrayList<>();
            for (int i = 0; i < RememberingAuthority.MOST_AT_ONCE; i++) {
                String token = "t" + i;
                waiting.add(callers.submit(() -> few.authenticate(token)));
            }
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

            assertThatExceptionOfType(AuthorityException.class)
                    .isThrownBy(() -> few.authenticate("one more"))
                    .withMessage("too many callers are asked about at once");

            answer.countDown();
            for (Future<Optional<Caller>> one : waiting) {
                assertThat(one.get(30, TimeUnit.SECONDS)).isEmpty();
            }
        }
        assertThat(few.authenticate("one more")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    Bearer a.b,   a.b
                    bearer a.b,   a.b
                    Bearer   a,   a
                    'Bearer  ',   -
                    Basic a,      -
                    Bearer,       -
                    Bearera,      -
                    -,            -
                    """)
    void a_token_is_found_in_its_header(
            @org.jspecify.annotations.Nullable String header,
            @org.jspecify.annotations.Nullable String token) {
        assertThat(BearerTokens.in(header)).isEqualTo(Optional.ofNullable(token));
    }

    @Test
    void a_permission_is_told_as_a_role_has_it() {
        assertThat(TRIP.describe()).isEqualTo("create fuses/trip.meshfuse.dev in namespace shop");
        assertThat(Permission.list(Permission.OBJECTIVES, "").describe())
                .isEqualTo("list servicelevelobjectives.meshfuse.dev");
    }
}
