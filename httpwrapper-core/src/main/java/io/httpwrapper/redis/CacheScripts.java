package io.httpwrapper.redis;

import io.lettuce.core.ScriptOutputType;

/**
 * The Lua scripts of {@link RedisCacheStore}; Redis runs each one atomically. They build
 * the names of keys from the key that they are given. The hash tag in its front keeps all
 * these keys in one slot.
 * <p>
 * The keys of a shard are: {@code :m}, the counters; {@code :i}, its responses by URI (a
 * sorted set with equal scores); {@code :x}, the same by expiry time; {@code :t:<tag>},
 * the responses with a tag, by expiry time; and {@code :r:<uri> <user>}, the responses of
 * one URI and user. The last one has for each response {@code s<id>}, the time of receipt
 * and the length, and {@code b<id>}, the bytes; it also has the tags {@code t}. A member
 * of the first two sets is {@code <uri> <user> <id> <length>}; no part contains a blank.
 */
final class CacheScripts {

	private static final String NAMES = """
			local meta, index, expiries = KEYS[1] .. ':m', KEYS[1] .. ':i', KEYS[1] .. ':x'
			local time = redis.call('TIME')
			local now = time[1] * 1000 + math.floor(time[2] / 1000)
			local function number(value)
				return string.format('%.0f', value)
			end
			local function outlive(key, millis)
				if redis.call('PTTL', key) < millis then
					redis.call('PEXPIRE', key, number(millis))
				end
			end
			local function drop(member, size)
				if redis.call('ZREM', expiries, member) == 1 and redis.call('HEXISTS', meta, 'b') == 1 then
					redis.call('HINCRBY', meta, 'b', '-' .. size)
				end
				redis.call('ZREM', index, member)
			end
			local function ids(record)
				local found = {}
				for _, field in ipairs(redis.call('HKEYS', record)) do
					if string.sub(field, 1, 1) == 's' then
						found[#found + 1] = string.sub(field, 2)
					end
				end
				return found
			end
			local function forget(name, id)
				local record = KEYS[1] .. ':r:' .. name
				local stamp = redis.call('HGET', record, 's' .. id)
				if not stamp then
					return 0
				end
				local size = string.sub(stamp, 25)
				redis.call('HDEL', record, 's' .. id, 'b' .. id)
				drop(name .. ' ' .. id .. ' ' .. size, size)
				return 1
			end
			""";

	/**
	 * Makes a change. Arguments: the URI's stripe; the expected generation; the largest
	 * number of variants; how long to keep, in milliseconds; URI and user; the tags, with
	 * a line break before and after each; the number of responses to remove, and for each
	 * its id and stamp; and for each response to put its id, its stamp, whether it
	 * replaces all others, and its bytes.
	 */
	static final LuaScript CHANGE = LuaScript.of(ScriptOutputType.INTEGER, NAMES, """
			local known = redis.call('HMGET', meta, 's', ARGV[1])
			if number((tonumber(known[1]) or 0) + (tonumber(known[2]) or 0)) ~= ARGV[2] then
				return 0
			end
			local name, tags = ARGV[5], ARGV[6]
			local record = KEYS[1] .. ':r:' .. name
			local next = 8
			for _ = 1, tonumber(ARGV[7]) do
				local stamp = redis.call('HGET', record, 's' .. ARGV[next])
				if stamp and string.sub(stamp, 1, 24) == ARGV[next + 1] then
					forget(name, ARGV[next])
				end
				next = next + 2
			end
			local ttl = math.max(tonumber(ARGV[4]), redis.call('PTTL', record))
			if tags == '' then
				tags = redis.call('HGET', record, 't') or ''
			end
			for put = next, #ARGV, 4 do
				if ARGV[put + 2] == '1' then
					for _, id in ipairs(ids(record)) do
						forget(name, id)
					end
					ttl = tonumber(ARGV[4])
				end
			end
			for put = next, #ARGV, 4 do
				local id, bytes = ARGV[put], ARGV[put + 3]
				forget(name, id)
				redis.call('HSET', record, 's' .. id, ARGV[put + 1] .. #bytes, 'b' .. id, bytes)
				if redis.call('ZADD', expiries, number(now + ttl), name .. ' ' .. id .. ' ' .. #bytes) == 1 then
					redis.call('HINCRBY', meta, 'b', #bytes)
				end
			end
			local all = ids(record)
			if #all > tonumber(ARGV[3]) then
				local stamps = {}
				for _, id in ipairs(all) do
					stamps[id] = redis.call('HGET', record, 's' .. id)
				end
				table.sort(all, function(one, other) return stamps[one] < stamps[other] end)
				for i = 1, #all - tonumber(ARGV[3]) do
					forget(name, all[i])
				end
				all = ids(record)
			end
			if #all == 0 then
				redis.call('DEL', record)
			elseif next <= #ARGV then
				for _, id in ipairs(all) do
					local size = string.sub(redis.call('HGET', record, 's' .. id), 25)
					redis.call('ZADD', index, 0, name .. ' ' .. id .. ' ' .. size)
					redis.call('ZADD', expiries, number(now + ttl), name .. ' ' .. id .. ' ' .. size)
				end
				redis.call('PEXPIRE', record, number(ttl))
				if tags ~= '' then
					redis.call('HSET', record, 't', tags)
				end
				for tag in string.gmatch(tags, '[^\\n]+') do
					local tagged = KEYS[1] .. ':t:' .. tag
					redis.call('ZREMRANGEBYSCORE', tagged, '-inf', number(now))
					redis.call('ZADD', tagged, number(now + ttl), name)
					outlive(tagged, ttl)
				end
				for _, key in ipairs({ meta, index, expiries }) do
					outlive(key, ttl + 86400000)
				end
			end
			for _, member in ipairs(redis.call('ZRANGEBYSCORE', expiries, '-inf', number(now), 'LIMIT', 0, 16)) do
				drop(member, string.match(member, '%d+$'))
			end
			return 1
			""");

	/**
	 * Starts a new generation, so that responses requested earlier are not stored. The
	 * argument is the stripe, or s for all stripes.
	 */
	private static final String BUMP = """
			if ARGV[1] ~= '' then
				local old = tonumber(redis.call('HGET', meta, ARGV[1])) or 0
				redis.call('HSET', meta, ARGV[1], number(math.max(old + 1, time[1] * 1000000 + time[2])))
				outlive(meta, 86400000)
			end
			local deleted = 0
			""";

	/**
	 * Deletes some of the responses between two bounds of the index. Arguments: the
	 * counter to increment, or nothing; the bounds; the largest number of responses; and
	 * a URI and user whose responses are deleted even if they are missing in the index,
	 * or nothing.
	 * @return how many entries it has found, and how many responses it has deleted
	 */
	static final LuaScript DELETE = LuaScript.of(ScriptOutputType.MULTI, NAMES, BUMP, """
			local members = redis.call('ZRANGEBYLEX', index, ARGV[2], ARGV[3], 'LIMIT', 0, ARGV[4])
			for _, member in ipairs(members) do
				local name, id, size = string.match(member, '^(.*) (%S+) (%d+)$')
				deleted = deleted + forget(name, id)
				drop(member, size)
				local record = KEYS[1] .. ':r:' .. name
				if #ids(record) == 0 then
					redis.call('DEL', record)
				end
			end
			if ARGV[5] ~= '' then
				deleted = deleted + #ids(KEYS[1] .. ':r:' .. ARGV[5])
				redis.call('DEL', KEYS[1] .. ':r:' .. ARGV[5])
			end
			return { #members, deleted }
			""");

	/**
	 * Deletes some of the responses with a tag. Arguments: the counter to increment, or
	 * nothing; the tag; the largest number of responses.
	 * @return as {@link #DELETE}
	 */
	static final LuaScript DELETE_TAGGED = LuaScript.of(ScriptOutputType.MULTI, NAMES, BUMP, """
			local tagged = KEYS[1] .. ':t:' .. ARGV[2]
			local names = redis.call('ZRANGE', tagged, 0, ARGV[3] - 1)
			for _, name in ipairs(names) do
				local record = KEYS[1] .. ':r:' .. name
				local tags = redis.call('HGET', record, 't')
				if tags and string.find(tags, '\\n' .. ARGV[2] .. '\\n', 1, true) then
					for _, id in ipairs(ids(record)) do
						deleted = deleted + forget(name, id)
					end
					redis.call('DEL', record)
				end
				redis.call('ZREM', tagged, name)
			end
			return { #names, deleted }
			""");

	/** Lists some of the stored responses. The argument is the largest number. */
	static final LuaScript LIST = LuaScript.of(ScriptOutputType.MULTI, NAMES, """
			return redis.call('ZRANGEBYSCORE', expiries, '(' .. number(now), '+inf', 'LIMIT', 0, ARGV[1])
			""");

	/**
	 * Counts the stored responses and their bytes, including those that have just
	 * expired.
	 */
	static final LuaScript COUNT = LuaScript.of(ScriptOutputType.MULTI, NAMES, """
			return { redis.call('ZCOUNT', expiries, '(' .. number(now), '+inf'),
				math.max(0, tonumber(redis.call('HGET', meta, 'b')) or 0) }
			""");

	private CacheScripts() {
	}

}
