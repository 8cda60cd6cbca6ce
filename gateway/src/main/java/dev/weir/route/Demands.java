package dev.weir.route;

import dev.weir.catalog.Money;
import org.jspecify.annotations.Nullable;

/// What whoever answers a request must be like, beyond what the request itself asks for. All of it is meant strictly:
/// a target of which it is not known is left out.
///
/// @param region that the request does not leave; `eu` takes `eu-west-1` in
/// @param data class of the data in it, which a provider must be cleared for
/// @param privacy what the provider may do with it
/// @param price most that it may cost
/// @param parameters whether all of them must be understood
public record Demands(
        @Nullable String region, @Nullable String data, Privacy privacy, PriceCap price, Parameters parameters) {
    public static final Demands NONE = new Demands(null, null, Privacy.ANY, PriceCap.NONE, Parameters.AS_MANY_AS_CAN);

    /// What a provider may do with what it is sent.
    public enum Privacy {
        ANY,
        /// It may not learn from it.
        NO_COLLECTION,
        /// It may not keep it, either.
        NO_RETENTION
    }

    public enum Parameters {
        /// What a target does not understand is left out, and said.
        AS_MANY_AS_CAN,
        /// A target that does not understand all is left out.
        ALL
    }

    /// @param input dollars for a million tokens read
    /// @param output dollars for a million tokens written
    /// @param request dollars for one request, where there is a price for that
    /// @param whole what this request may cost in all
    public record PriceCap(
            @Nullable Money input,
            @Nullable Money output,
            @Nullable Money request,
            @Nullable Money whole) {
        public static final PriceCap NONE = new PriceCap(null, null, null, null);

        PriceCap and(PriceCap other) {
            return new PriceCap(
                    least(input, other.input),
                    least(output, other.output),
                    least(request, other.request),
                    least(whole, other.whole));
        }

        private static @Nullable Money least(@Nullable Money a, @Nullable Money b) {
            return a == null ? b : b == null || a.compareTo(b) <= 0 ? a : b;
        }
    }

    /// Both: the narrower of the two, and of two regions or classes of data that are not the same, neither.
    public Demands and(Demands other) {
        if (equals(NONE) || other.equals(NONE)) {
            return equals(NONE) ? other : this;
        }
        return new Demands(
                narrower(region, other.region),
                both(data, other.data),
                privacy.compareTo(other.privacy) >= 0 ? privacy : other.privacy,
                price.and(other.price),
                parameters.compareTo(other.parameters) >= 0 ? parameters : other.parameters);
    }

    private static @Nullable String narrower(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return lies(a, b) ? a : lies(b, a) ? b : a + " and " + b;
    }

    private static @Nullable String both(@Nullable String a, @Nullable String b) {
        return a == null || b == null || a.equals(b) ? (a == null ? b : a) : a + " and " + b;
    }

    /// Whether a region is another or a part of it: `eu-west-1` lies in `eu`.
    static boolean lies(String region, String in) {
        return region.equals(in) || region.startsWith(in) && region.startsWith("-", in.length());
    }
}
