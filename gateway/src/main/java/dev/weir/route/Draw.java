package dev.weir.route;

/// Lots that come in an order where each is first as often as its weight says, and so are those that are left when some
/// are taken away (Efraimidis and Spirakis, 2006): -ln(u) / weight, least first. With a mark in the moment this is
/// weighted rendezvous hashing: a choice that goes away moves only those that kept to it.
final class Draw {
    private Draw() {}

    static double by(Moment moment, String name, double weight) {
        return -Math.log(moment.lot(name)) / weight;
    }
}
