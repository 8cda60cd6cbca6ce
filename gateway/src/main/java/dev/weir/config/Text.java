package dev.weir.config;

/// A scalar of the configuration file, its `${NAME}` references put in.
///
/// @param path of its key
record Text(String value, Place place, String path) {
    /// Without the value, for it may be a key.
    @Override
    public String toString() {
        return path + " at " + place;
    }
}
