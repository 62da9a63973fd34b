package io.httpwrapper.autoconfigure.dashboard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.httpwrapper.autoconfigure.monitoring.ClientDescriptions;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.timing.TimeAndChance;

import org.springframework.boot.json.JsonWriter;

/**
 * Holds the samples and events of the last five minutes; samples are taken of all clients
 * each second. Each entry has a number, by which a page says how far it has read. Not
 * thread-safe.
 */
final class DashboardSession {

	private static final long KEPT_MILLIS = TimeUnit.MINUTES.toMillis(5);

	private static final int MOST_EVENTS = 300;

	private static final JsonWriter<Map<String, Object>> JSON = JsonWriter.standard();

	private final String run;

	private final long begun;

	private final TimeAndChance time;

	private final ClientDescriptions descriptions;

	private final DashboardFacts facts;

	private final List<WatchedClient> clients;

	private final Deque<Kept> samples = new ArrayDeque<>();

	private final Deque<Kept> events = new ArrayDeque<>();

	private long count;

	DashboardSession(ClientRegistry clients, ClientDescriptions descriptions, TimeAndChance time,
			DashboardFacts facts) {
		this.time = time;
		this.begun = time.clock().millis();
		this.descriptions = descriptions;
		this.facts = facts;
		this.run = Long.toString(time.random().nextLong() >>> 1, Character.MAX_RADIX);
		this.clients = clients.all().stream().map(WatchedClient::new).toList();
		before();
	}

	void end() {
		this.clients.forEach(WatchedClient::leave);
	}

	/** What happened before somebody looked comes from the history. */
	private void before() {
		List<ClientEvent> history = new ArrayList<>();
		this.clients.forEach((client) -> this.descriptions.get(client.name())
			.events()
			.stream()
			.filter((event) -> event.epochMillis() < this.begun)
			.forEach(history::add));
		history.sort(Comparator.comparingLong(ClientEvent::epochMillis));
		history.forEach((event) -> keep(this.events, WatchedClient.described(event, 1)));
		trim(this.events, (kept) -> this.events.size() > MOST_EVENTS);
	}

	/** Called each second. */
	void sample() {
		Map<String, Object> rows = new LinkedHashMap<>();
		this.clients.forEach((client) -> rows.put(client.name(), client.row()));
		Map<String, Object> sample = new LinkedHashMap<>();
		sample.put("at", this.time.clock().millis());
		sample.put("clients", rows);
		keep(this.samples, sample);
		trim(this.samples, (kept) -> this.time.clock().millis() - kept.millis > KEPT_MILLIS);
		news();
	}

	private void news() {
		this.clients.forEach((client) -> client.news().forEach((event) -> keep(this.events, event)));
		trim(this.events, (kept) -> this.events.size() > MOST_EVENTS);
	}

	private void keep(Deque<Kept> where, Map<String, Object> content) {
		where.addLast(new Kept(++this.count, this.time.clock().millis(), JSON.writeToString(content)));
	}

	private static void trim(Deque<Kept> deque, Predicate<Kept> tooMuch) {
		while (!deque.isEmpty() && tooMuch.test(deque.getFirst())) {
			deque.removeFirst();
		}
	}

	/**
	 * What came after the one of that name, and where the clients stand if anything came;
	 * all that is kept if it is of another session.
	 */
	String after(String last) {
		news();
		long seen = numberIn(last);
		Map<String, Object> head = new LinkedHashMap<>();
		head.put("run", this.run);
		head.put("last", this.run + "-" + this.count);
		head.put("at", this.time.clock().millis());
		if (seen < 0) {
			head.put("facts", this.facts.describe());
			head.put("columns", WatchedClient.COLUMNS);
		}
		if (seen < this.count) {
			head.put("clients", now());
		}
		String json = JSON.writeToString(head);
		return json.substring(0, json.length() - 1) + ",\"samples\":" + list(this.samples, seen) + ",\"events\":"
				+ list(this.events, seen) + "}";
	}

	private Map<String, Object> now() {
		Map<String, Object> now = new LinkedHashMap<>();
		this.clients.forEach((client) -> now.put(client.name(), client.now()));
		return now;
	}

	private static String list(Deque<Kept> all, long seen) {
		return all.stream()
			.filter((kept) -> kept.number > seen)
			.map(Kept::json)
			.collect(Collectors.joining(",", "[", "]"));
	}

	private long numberIn(String last) {
		try {
			return last.startsWith(this.run + "-") ? Long.parseLong(last.substring(this.run.length() + 1)) : -1;
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

	private record Kept(long number, long millis, String json) {
	}

}
