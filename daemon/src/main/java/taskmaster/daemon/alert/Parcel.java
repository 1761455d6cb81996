package taskmaster.daemon.alert;

/// A message on its way to one destination.
///
/// @param createdMillis since the epoch; it is tried for [AlertLimits#RETRY_MILLIS]
record Parcel(String destination, long createdMillis, AlertMessage message) {}
