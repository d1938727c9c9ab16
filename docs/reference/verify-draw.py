"""Recomputes places of a Stanchion draw:  python3 verify-draw.py draw.json general 17 18"""
import hashlib, hmac, json, sys

draw, line, numbers = json.load(open(sys.argv[1])), sys.argv[2], map(int, sys.argv[3:])
count, seed = draw["counts"][line], bytes.fromhex(draw["seed"])
after = (draw.get("after") or {}).get(line, 0)
if hashlib.sha256(seed).hexdigest() != draw["commitment"]:
    sys.exit("This seed is not the one that was committed to.")

def sha256(key, message):
    return hmac.new(key, message.encode(), "sha256").digest()

key = sha256(seed, "stanchion-draw-1|%s|%d|%s|%d|%s" % (
    draw["room"], draw["epoch"], line, count, draw["publicRandomness"]))
size = next(2 ** bits for bits in range(4, 17) if 4 ** bits >= count)

def mixed(each, half):
    at = 2 * (half % 16)
    return int.from_bytes(sha256(key, "%d|%d" % (each, half // 16))[at:at + 2], "big") % size

def place(number):
    value = number - after - 1
    while True:
        left, right = divmod(value, size)
        for each in range(12):
            left, right = right, left ^ mixed(each, right)
        value = left * size + right
        if value < count:
            return after + value + 1

for number in numbers:
    print(number, place(number) if after < number <= after + count else number)
