// Reads lines of serialized values in hexadecimal; answers each with a line of JSON.
function describe($value) {
    if ($value === null) return ['n'];
    if (is_bool($value)) return ['b', $value];
    if (is_int($value)) return ['i', $value];
    if (is_float($value)) return ['d', is_finite($value) ? var_export($value, true) : strtolower(strval($value))];
    if (is_string($value)) return ['s', bin2hex($value)];
    if (!is_array($value)) throw new UnexpectedValueException('an object');
    $pairs = [];
    foreach ($value as $key => $item) $pairs[] = [describe($key), describe($item)];
    return ['a', $pairs];
}

function answer($bytes) {
    $value = @unserialize($bytes, ['allowed_classes' => false, 'max_depth' => 0]);
    if ($value === false && $bytes !== 'b:0;') return ['error' => 'unserialize() refuses it'];
    if (serialize($value) !== $bytes) return ['error' => 'PHP writes this value in other bytes: ' . bin2hex(serialize($value))];
    try {
        return ['value' => describe($value)];
    } catch (UnexpectedValueException $refusal) {
        return ['error' => $refusal->getMessage()];
    }
}

while (($line = fgets(STDIN)) !== false) echo json_encode(answer(hex2bin(trim($line))), JSON_THROW_ON_ERROR, 100000), "\n";
