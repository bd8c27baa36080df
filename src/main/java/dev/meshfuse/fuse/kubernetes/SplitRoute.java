package dev.meshfuse.fuse.kubernetes;

import java.util.List;
import java.util.stream.Stream;

/**
 * A route that divides requests between the two sides of a split, and maybe others.
 *
 * @param object the object it stands in
 * @param text which of its routes, for people
 * @param stable destination that keeps the traffic
 * @param canary destinations that are taken out
 */
record SplitRoute(ReadObject object, String text, Side stable, List<Side> canary) {
    /**
     * One destination of a route.
     *
     * @param path JSON pointer to it
     * @param relied JSON pointers to what says where it leads
     * @param text host and subset as written, for people
     * @param weight its weight, also where it is omitted
     */
    record Side(String path, List<String> relied, String text, int weight) {
        String weightPath() {
            return path + "/weight";
        }
    }

    SplitRoute {
        canary = List.copyOf(canary);
    }

    int canaryShare() {
        return canary.stream().mapToInt(Side::weight).reduce(0, Math::addExact);
    }

    Stream<Side> sides() {
        return Stream.concat(Stream.of(stable), canary.stream());
    }

    void test(Patch patch) {
        sides().forEach(side -> {
            side.relied().forEach(patch::test);
            patch.test(side.weightPath());
        });
    }

    String describe() {
        return text
                + ": "
                + String.join(
                        ", ", sides().map(side -> side.text() + " " + side.weight()).toList());
    }
}
