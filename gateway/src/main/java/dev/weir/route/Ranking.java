package dev.weir.route;

import java.util.ArrayList;
import java.util.List;

/// Puts the targets of a route in order, and notes those that it leaves out.
final class Ranking {
    private final Screen screen;
    private final Query query;
    private final List<Plan.LeftOut> leftOut;

    /// @param leftOut where it notes them
    Ranking(Screen screen, Query query, List<Plan.LeftOut> leftOut) {
        this.screen = screen;
        this.query = query;
        this.leftOut = leftOut;
    }

    /// A target in its place.
    record Placed(Node.Leaf leaf, Vitals.Sign sign, String why) {
        Step step() {
            return leaf.step().because(why);
        }

        Placed instead(String newWhy) {
            return new Placed(leaf, sign, newWhy);
        }

        Candidate candidate(int place, String name, int weight) {
            return new Candidate(place, name, weight, leaf.step().lane(), sign, leaf.tariff());
        }
    }

    List<Placed> rank(Node.Branch root) {
        Query.Chance chance = query.chance();
        return rank(root, new Moment(query.facts(), chance.seed(), chance.turn(), null));
    }

    private List<Placed> rank(Node.Branch branch, Moment outer) {
        Moment moment = outer.with(branch.group().sticky().mark(query.facts()));
        List<Candidate> candidates = new ArrayList<>();
        List<List<Placed>> members = new ArrayList<>();
        List<Placed> canaries = new ArrayList<>();
        CanaryDraw draw = new CanaryDraw(moment.lot("canary"));
        for (Node node : branch.nodes()) {
            List<Placed> found = look(node, branch, moment);
            Share canary = node.terms().canary();
            if (found.isEmpty()) {
                continue;
            }
            if (canary == null) {
                candidates.add(found.getFirst()
                        .candidate(members.size(), node.name(), node.terms().weight()));
                members.add(found);
            } else if (draw.takes(canary)) {
                found.forEach(one -> canaries.add(because(one, "canary for " + canary)));
            } else {
                leaveOut(node, "a canary for " + canary + ", which this request is not among");
            }
        }
        List<Placed> order = new ArrayList<>(canaries);
        for (Strategy.Ranked ranked : ranked(branch.group(), candidates, members, moment)) {
            for (Placed member : members.get(ranked.candidate().place())) {
                order.add(because(member, ranked.why()));
            }
        }
        return order;
    }

    /// What of a node can be asked, in its order.
    private List<Placed> look(Node node, Node.Branch parent, Moment moment) {
        Condition when = node.terms().when();
        String why = when == null ? null : when.against(query.facts());
        if (why != null) {
            leaveOut(node, why);
            return List.of();
        }
        return switch (node) {
            case Node.Leaf leaf -> look(leaf, moment);
            case Node.Branch inner ->
                rank(inner, moment.within(inner.name(), parent.nodes().size()));
        };
    }

    private List<Placed> look(Node.Leaf leaf, Moment moment) {
        String why = screen.against(leaf);
        if (why != null) {
            leaveOut(leaf, why);
            return List.of();
        }
        return List.of(new Placed(leaf, query.vitals().of(leaf.step(), moment.freshLot(leaf.name())), ""));
    }

    /// The strategy's order, with what keeps to one choice before it. A strategy of the user's may be wrong about what
    /// it was asked.
    private List<Strategy.Ranked> ranked(
            Group group, List<Candidate> candidates, List<List<Placed>> members, Moment moment) {
        List<Strategy.Ranked> order = new ArrayList<>();
        boolean[] there = new boolean[candidates.size()];
        if (moment.mark() != null && candidates.size() > 1) {
            Candidate kept = Ways.sorted(candidates, one -> Draw.by(moment, one.name(), one.weight()))
                    .getFirst();
            order.add(new Strategy.Ranked(kept, "this " + group.sticky().word() + " keeps to it"));
            there[kept.place()] = true;
        }
        for (Strategy.Ranked ranked : group.strategy().rank(candidates, moment)) {
            int place = candidates.indexOf(ranked.candidate());
            if (place >= 0 && !there[place]) {
                there[place] = true;
                order.add(new Strategy.Ranked(candidates.get(place), ranked.why()));
            }
        }
        for (Candidate candidate : candidates) {
            if (!there[candidate.place()]) {
                String why = "the strategy " + group.strategy().id() + " leaves it out";
                members.get(candidate.place())
                        .forEach(member ->
                                leftOut.add(new Plan.LeftOut(member.leaf().name(), why)));
            }
        }
        return order;
    }

    private void leaveOut(Node node, String why) {
        switch (node) {
            case Node.Leaf leaf -> leftOut.add(new Plan.LeftOut(leaf.name(), why));
            case Node.Branch branch -> branch.nodes().forEach(inner -> leaveOut(inner, why));
        }
    }

    private static Placed because(Placed placed, String why) {
        return new Placed(
                placed.leaf(), placed.sign(), placed.why().isEmpty() ? why : why + "; in its group: " + placed.why());
    }

    /// One lot for all canaries of a group.
    private static final class CanaryDraw {
        private final double lot;
        private double from;

        CanaryDraw(double lot) {
            this.lot = lot;
        }

        boolean takes(Share share) {
            double below = from;
            from += share.of();
            return lot >= below && lot < from;
        }
    }
}
