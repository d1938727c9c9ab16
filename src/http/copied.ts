/** A copy of an answer whose headers can be changed, and of one that opens a WebSocket as well. */
export function copied(answer: Response): Response {
  const { body, headers, webSocket } = answer;
  return webSocket
    ? new Response(null, { status: 101, headers, webSocket })
    : new Response(body, answer);
}
