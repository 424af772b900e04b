/** Where an offered seat is taken. */
export function invitationLink(publicUrl: string, token: string): string {
  return `${publicUrl}/invitation?${new URLSearchParams({ token })}`;
}

/** Where the sealed token stands, so that it opens nowhere else. */
export function invitationTokenPlace(invitation: { tenantId: string; id: string }) {
  return { tenantId: invitation.tenantId, rowId: invitation.id, column: "token_sealed" };
}
